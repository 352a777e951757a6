// SPDX-License-Identifier: GPL-3.0-or-later
/// The parameters: Amount first and large, the rest in reading order.
#pragma once

#include "plugin/parameters.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <memory>
#include <vector>

namespace winnow::plugin {

class ControlsPanel final : public juce::Component {
public:
    explicit ControlsPanel(Parameters& parameters);
    void resized() override;
    void paint(juce::Graphics& g) override;

private:
    struct Row {
        std::unique_ptr<juce::Label> label; // null where the control carries its own
        juce::Component* control;
    };

    void addSlider(juce::AudioParameterFloat& parameter, const juce::String& help);
    void addToggle(juce::AudioParameterBool& parameter, const juce::String& text, const juce::String& help);
    void addChoice(juce::AudioParameterChoice& parameter, const juce::String& help);
    void addRow(std::unique_ptr<juce::Component> control, const juce::String& label,
                const juce::String& help);

    juce::Label amountLabel_;
    juce::Slider amount_;
    std::vector<Row> rows_;
    std::vector<std::unique_ptr<juce::Component>> controls_;
    // Attachments end before their controls.
    std::vector<std::unique_ptr<juce::SliderParameterAttachment>> sliders_;
    std::vector<std::unique_ptr<juce::ButtonParameterAttachment>> buttons_;
    std::vector<std::unique_ptr<juce::ComboBoxParameterAttachment>> choices_;
};

} // namespace winnow::plugin
