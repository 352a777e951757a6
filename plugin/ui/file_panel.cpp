// SPDX-License-Identifier: GPL-3.0-or-later
/// The standalone application's files.
#include "plugin/ui/file_panel.h"

#include "dsp/audio_file.h"
#include "plugin/ui/theme.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace winnow::plugin {

FilePanel::FilePanel(Processor& processor) : processor_(processor) {
    const auto add = [this](juce::Component& part, const juce::String& title, const juce::String& help) {
        part.setTitle(title);
        if (auto* client = dynamic_cast<juce::SettableTooltipClient*>(&part)) client->setTooltip(help);
        addAndMakeVisible(part);
    };
    add(open_, "Open files", "Chooses recordings to denoise; or drop them here.");
    add(file_, "File to listen to", "Which of the files is listened to.");
    add(play_, "Listen",
        "Plays the file instead of the input. Output in the left column says what is heard: the "
        "clean sound, the noise that is removed, or the file as it is (Dry).");
    add(stems_, "Export stems", "Also writes speech and noise as files of their own.");
    add(export_, "Export",
        "Denoises all files into a folder, with the present model, amount, sensitivity and "
        "channel link.");
    add(words_, "Files", {});
    setTitle("File panel");
    file_.setTextWhenNothingSelected("No files: drop some here");
    open_.onClick = [this] { chooseFiles(); };
    play_.onClick = [this] { listen(); };
    export_.onClick = [this] {
        if (job_.isRunning())
            job_.cancel();
        else
            chooseFolder();
    };
    refresh();
}

FilePanel::~FilePanel() {
    processor_.input().stop();
}

void FilePanel::setFiles(const juce::StringArray& names) {
    files_.clear();
    file_.clear(juce::dontSendNotification);
    for (const juce::String& name : names) {
        const std::filesystem::path path(name.toStdString());
        if (!dsp::hasAudioExtension(path)) continue;
        files_.push_back(path);
        file_.addItem(path.filename().string(), static_cast<int>(files_.size()));
    }
    if (!files_.empty()) file_.setSelectedItemIndex(0, juce::dontSendNotification);
    problem_ = files_.empty() ? "None of these is an audio file." : "";
    refresh();
}

bool FilePanel::isInterestedInFileDrag(const juce::StringArray& names) {
    return std::any_of(names.begin(), names.end(),
                       [](const juce::String& name) { return dsp::hasAudioExtension(name.toStdString()); });
}

/// Reads on a thread of its own; refresh() takes the clip up.
void FilePanel::listen() {
    if (processor_.input().isPlaying()) {
        processor_.input().stop();
        return;
    }
    const int index = file_.getSelectedItemIndex();
    const double rate = processor_.runningRate();
    if (index < 0 || loading_.valid()) return;
    if (!(rate > 0)) {
        problem_ = "No sound device is running: see Options.";
        return;
    }
    loading_ = std::async(std::launch::async, [file = files_[static_cast<std::size_t>(index)], rate] {
        return readInputClip(file, rate, longestPreview);
    });
}

void FilePanel::exportTo(const std::filesystem::path& folder) {
    const EngineControls controls = processor_.parameters().controls(processor_.session().mutedMask());
    FileJobOptions options;
    options.model = processor_.session().setup().model;
    options.engine.controls = controls.denoiser;
    options.engine.linkChannels = processor_.parameters().link->get();
    options.folder = folder;
    options.stems = stems_.getToggleState();
    problem_.clear();
    if (!options.model)
        problem_ = "There is no model: nothing to export.";
    else
        job_.start(files_, std::move(options));
    refresh();
}

void FilePanel::chooseFiles() {
    chooser_ = std::make_unique<juce::FileChooser>("Recordings to denoise");
    chooser_->launchAsync(juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles |
                              juce::FileBrowserComponent::canSelectMultipleItems,
                          [this](const juce::FileChooser& chooser) {
                              juce::StringArray names;
                              for (const juce::File& file : chooser.getResults())
                                  names.add(file.getFullPathName());
                              if (!names.isEmpty()) setFiles(names);
                          });
}

void FilePanel::chooseFolder() {
    const juce::File start(files_.empty() ? juce::String()
                                          : juce::String(files_.front().parent_path().string()));
    chooser_ = std::make_unique<juce::FileChooser>("Folder for the clean files", start);
    chooser_->launchAsync(juce::FileBrowserComponent::openMode |
                              juce::FileBrowserComponent::canSelectDirectories,
                          [this](const juce::FileChooser& chooser) {
                              const juce::File folder = chooser.getResult();
                              if (folder != juce::File()) exportTo(folder.getFullPathName().toStdString());
                          });
}

juce::String FilePanel::describe() const {
    if (!problem_.empty()) return problem_;
    if (job_.isRunning()) return "Exporting: " + juce::String(juce::roundToInt(100 * job_.progress())) + " %";
    if (loading_.valid()) return "Reading the file";
    int done = 0;
    juce::String problem;
    for (const FileJob::Result& result : job_.results()) {
        if (result.problem.empty())
            ++done;
        else
            problem = result.problem;
    }
    juce::String text =
        done > 0 ? juce::String(done) + (done == 1 ? " file exported" : " files exported") : "";
    if (problem.isNotEmpty()) text += (text.isEmpty() ? "" : "; ") + problem;
    if (text.isEmpty() && processor_.input().isPlaying()) return "Playing the file instead of the input";
    return text;
}

void FilePanel::refresh() {
    if (loading_.valid() && loading_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
        try {
            processor_.input().play(loading_.get());
            problem_.clear();
        } catch (const std::exception& error) {
            problem_ = error.what();
        }
    }
    play_.setButtonText(processor_.input().isPlaying() ? "Stop" : "Listen");
    play_.setEnabled(!files_.empty());
    export_.setButtonText(job_.isRunning() ? "Cancel" : "Export...");
    export_.setEnabled(!files_.empty());
    words_.setText(describe(), juce::dontSendNotification);
}

void FilePanel::paint(juce::Graphics& g) {
    g.setColour(theme::panel);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), 6);
}

void FilePanel::resized() {
    auto area = getLocalBounds().reduced(theme::gap, 4);
    const auto take = [&](juce::Component& part, int width) {
        part.setBounds(area.removeFromLeft(width));
        area.removeFromLeft(theme::gap / 2);
    };
    take(open_, 66);
    take(file_, std::max(90, area.getWidth() * 3 / 10));
    take(play_, 62);
    take(stems_, 70);
    take(export_, 76);
    words_.setBounds(area);
}

} // namespace winnow::plugin
