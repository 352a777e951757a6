// SPDX-License-Identifier: GPL-3.0-or-later
/// The standalone application's files: choose, listen to what comes in, goes out or is removed, export.
#pragma once

#include "plugin/engine/file_job.h"
#include "plugin/processor.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace winnow::plugin {

class FilePanel final : public juce::Component, public juce::FileDragAndDropTarget {
public:
    explicit FilePanel(Processor& processor);
    ~FilePanel() override;

    /// Takes those that are audio files; what was there goes. [main]
    void setFiles(const juce::StringArray& names);
    /// Denoises all files into a folder with the present controls, as `winnow denoise` does. [main]
    void exportTo(const std::filesystem::path& folder);
    void refresh(); ///< [main]
    bool isBusy() const noexcept { return job_.isRunning(); }
    juce::String words() const { return words_.getText(); }

    bool isInterestedInFileDrag(const juce::StringArray& names) override;
    void filesDropped(const juce::StringArray& names, int, int) override { setFiles(names); }
    void resized() override;
    void paint(juce::Graphics& g) override;

private:
    static constexpr double longestPreview = 180; // s

    void listen();
    void chooseFiles();
    void chooseFolder();
    juce::String describe() const;

    Processor& processor_;
    juce::TextButton open_{"Open..."}, play_{"Listen"}, export_{"Export..."};
    juce::ComboBox file_;
    juce::ToggleButton stems_{"Stems"};
    juce::Label words_;
    std::vector<std::filesystem::path> files_;
    std::future<InputClip> loading_;
    std::string problem_;
    FileJob job_;
    std::unique_ptr<juce::FileChooser> chooser_;
};

} // namespace winnow::plugin
