// SPDX-License-Identifier: GPL-3.0-or-later
/// The model's noises, one fader each, and learning new ones.
#pragma once

#include "plugin/processor.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <functional>
#include <memory>
#include <vector>

namespace winnow::plugin {

class NoisePanel final : public juce::Component, public juce::FileDragAndDropTarget {
public:
    explicit NoisePanel(Processor& processor);
    ~NoisePanel() override;
    void resized() override;
    void paint(juce::Graphics& g) override;
    int rowCount() const noexcept { return static_cast<int>(rows_.size()); }
    std::function<void()> onRowsChange; ///< the panel wants another height
    void refresh();                     ///< takes up what changed in the session [main]

    bool isInterestedInFileDrag(const juce::StringArray& files) override;
    void filesDropped(const juce::StringArray& files, int x, int y) override;

private:
    struct NoiseRow;
    void rebuildRows();
    void showModelMenu();
    enum class Purpose { Open, Import, Export };
    void chooseFile(Purpose purpose);
    void learnOrCancel();

    Processor& processor_;
    juce::Label heading_, name_;
    juce::TextButton model_, learn_;
    juce::ComboBox seconds_;
    std::vector<std::unique_ptr<NoiseRow>> rows_;
    std::vector<NoiseEntry> shown_;
    std::unique_ptr<juce::FileChooser> chooser_;
    unsigned version_ = ~0U;
};

} // namespace winnow::plugin
