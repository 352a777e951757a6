// SPDX-License-Identifier: GPL-3.0-or-later
/// The window.
#pragma once

#include "plugin/processor.h"
#include "plugin/ui/activation_view.h"
#include "plugin/ui/controls_panel.h"
#include "plugin/ui/file_panel.h"
#include "plugin/ui/meter.h"
#include "plugin/ui/noise_panel.h"
#include "plugin/ui/spectrogram_view.h"
#include "plugin/ui/theme.h"

#include <juce_audio_processors/juce_audio_processors.h>

namespace winnow::plugin {

class Editor final : public juce::AudioProcessorEditor, private juce::Timer {
public:
    static constexpr int smallestWidth = 680, smallestHeight = 520, usualWidth = 980, usualHeight = 640;
    static constexpr int framesPerSecond = 30;

    /// @param withFiles  the standalone application's file panel
    Editor(Processor& owner, bool withFiles);
    ~Editor() override;

    void paint(juce::Graphics& g) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress& key) override;
    /// Files named on the standalone's command line; those that are not audio are left out. [main]
    void openFiles(const juce::StringArray& names);
    void refresh(); ///< shows what is now; the timer calls it, and tests [main]

private:
    void timerCallback() override { refresh(); }
    void setUpHeader();
    void showPresets();
    void refreshPictures();
    void selectAtom(int atom);

    Processor& processor_;
    theme::Look look_;
    juce::TooltipWindow tooltips_{this};
    juce::Label title_, status_, load_;
    juce::TextButton preset_, setting_, undo_, redo_;
    juce::ToggleButton bypass_{"Bypass"};
    Meter input_{"In"}, output_{"Out"};
    ControlsPanel controls_;
    NoisePanel noises_;
    std::unique_ptr<FilePanel> files_; // null in a host
    SpectrogramView spectrograms_;
    ActivationView activations_;
    DisplayFrame frame_;
    unsigned version_ = ~0U;
    std::unique_ptr<juce::ButtonParameterAttachment> bypassAttachment_;
};

} // namespace winnow::plugin
