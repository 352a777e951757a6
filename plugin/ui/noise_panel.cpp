// SPDX-License-Identifier: GPL-3.0-or-later
/// The model's noises, one fader each, and learning new ones.
#include "plugin/ui/noise_panel.h"

#include "dsp/audio_file.h"
#include "plugin/ui/theme.h"

#include <algorithm>
#include <utility>

namespace winnow::plugin {

namespace {

enum MenuItem { factoryItem = 1, openItem, importItem, exportItem, firstFileItem = 100 };
constexpr double secondsOffered[] = {2, 5, 10};

std::filesystem::path pathOf(const juce::File& file) {
    return file.getFullPathName().toStdString();
}

bool isModelFile(const juce::String& name) {
    return name.endsWithIgnoreCase(".winnow");
}

} // namespace

/// One noise: its name, how much of it stays, muted or not.
struct NoisePanel::NoiseRow final : juce::Component {
    NoiseRow(Processor& p, std::size_t i, const NoiseEntry& noise) : processor(p), index(i) {
        name.setText(noise.name, juce::dontSendNotification);
        name.setFont(theme::font(theme::textHeight));
        name.setColour(juce::Label::textColourId, theme::noiseColour(i));
        name.setEditable(false, true);
        name.setTitle("Name of noise " + juce::String(i + 1));
        name.setTooltip("Double click to give this noise another name.");
        name.onTextChange = [this] { processor.session().renameNoise(index, name.getText().toStdString()); };
        addAndMakeVisible(name);

        const juce::String title = juce::String(noise.name);
        mute.setButtonText("Leave in");
        mute.setToggleState(noise.muted, juce::dontSendNotification);
        mute.setTitle("Leave " + title + " in");
        mute.setTooltip("On: this noise is not taken away.");
        mute.onClick = [this] { processor.session().setMuted(index, mute.getToggleState()); };
        addAndMakeVisible(mute);

        if (i >= static_cast<std::size_t>(Parameters::noiseCount)) return; // more noises than faders
        level.setSliderStyle(juce::Slider::LinearHorizontal);
        level.setTextBoxStyle(juce::Slider::TextBoxRight, false, 52, 22);
        level.setTextValueSuffix(" %");
        level.setColour(juce::Slider::trackColourId, theme::noiseColour(i));
        level.setWantsKeyboardFocus(true);
        level.setTitle("How much of " + title + " stays");
        level.setTooltip("How much of this noise stays in the sound: 0 % none, 100 % all of it.");
        level.setEnabled(!noise.muted);
        attachment =
            std::make_unique<juce::SliderParameterAttachment>(*processor.parameters().noiseLevels[i], level);
        addAndMakeVisible(level);
    }

    void resized() override {
        auto area = getLocalBounds();
        name.setBounds(area.removeFromLeft(std::max(70, area.getWidth() * 3 / 10)));
        mute.setBounds(area.removeFromRight(92));
        level.setBounds(area);
    }

    Processor& processor;
    std::size_t index;
    juce::Label name;
    juce::Slider level;
    juce::ToggleButton mute;
    std::unique_ptr<juce::SliderParameterAttachment> attachment;
};

NoisePanel::NoisePanel(Processor& processor) : processor_(processor) {
    heading_.setText("Noises", juce::dontSendNotification);
    heading_.setFont(theme::font(theme::textHeight, juce::Font::bold));
    addAndMakeVisible(heading_);

    model_.setButtonText("Model");
    model_.setTitle("Model menu");
    model_.setTooltip("The models of this computer; import and export of what was learned.");
    model_.onClick = [this] { showModelMenu(); };
    addAndMakeVisible(model_);

    learn_.setTitle("Learn noise");
    learn_.setTooltip(
        "Learns the noise that came in during the last seconds. Nobody may speak there. Or drop a "
        "recording of the noise here.");
    learn_.onClick = [this] { learnOrCancel(); };
    addAndMakeVisible(learn_);

    for (const double seconds : secondsOffered)
        seconds_.addItem("last " + juce::String(seconds) + " s", seconds_.getNumItems() + 1);
    seconds_.setSelectedItemIndex(1);
    seconds_.setTitle("Seconds to learn from");
    seconds_.setTooltip("How much of what came in is learned from.");
    addAndMakeVisible(seconds_);

    name_.setText("Room", juce::dontSendNotification);
    name_.setEditable(true);
    name_.setTitle("Name of the noise to learn");
    name_.setTooltip("What the noise to learn is called. Click to change.");
    name_.setColour(juce::Label::outlineColourId, theme::outline);
    addAndMakeVisible(name_);
    refresh();
}

NoisePanel::~NoisePanel() = default;

void NoisePanel::learnOrCancel() {
    if (processor_.session().isLearning())
        processor_.session().cancelLearning();
    else
        processor_.learnFromInput(secondsOffered[std::max(0, seconds_.getSelectedItemIndex())],
                                  name_.getText().toStdString());
}

void NoisePanel::refresh() {
    Session& session = processor_.session();
    const int percent = juce::roundToInt(100 * session.learningProgress());
    learn_.setButtonText(session.isLearning() ? "Cancel (" + juce::String(percent) + " %)" : "Learn");
    if (version_ == session.version()) return;
    version_ = session.version();
    const ModelSetup setup = session.setup();
    const juce::String name = setup.model ? juce::String(setup.model->name) : "none";
    model_.setButtonText("Model: " + name);
    const auto noises = setup.model ? setup.allNoises() : std::vector<NoiseEntry>{};
    if (noises != shown_) {
        shown_ = noises;
        // Not within a call that comes from one of the rows.
        juce::MessageManager::callAsync([safe = juce::Component::SafePointer<NoisePanel>(this)] {
            if (safe != nullptr) safe->rebuildRows();
        });
        if (rows_.empty()) rebuildRows();
    }
}

void NoisePanel::rebuildRows() {
    rows_.clear();
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        rows_.push_back(std::make_unique<NoiseRow>(processor_, i, shown_[i]));
        addAndMakeVisible(*rows_.back());
    }
    resized();
    if (onRowsChange) onRowsChange();
}

void NoisePanel::showModelMenu() {
    juce::PopupMenu menu;
    menu.addItem(factoryItem, "Factory model");
    const auto files = processor_.session().library().files();
    if (!files.empty()) menu.addSeparator();
    for (std::size_t i = 0; i < files.size(); ++i)
        menu.addItem(firstFileItem + static_cast<int>(i), files[i].stem().string());
    menu.addSeparator();
    menu.addItem(openItem, "Open a model file...");
    menu.addItem(importItem, "Import a model into this session...");
    menu.addItem(exportItem, "Export this model with what it learned...",
                 processor_.session().setup().model != nullptr);
    menu.showMenuAsync(juce::PopupMenu::Options().withTargetComponent(model_),
                       [safe = juce::Component::SafePointer<NoisePanel>(this), files](int item) {
                           if (safe == nullptr || item == 0) return;
                           Session& session = safe->processor_.session();
                           if (item == factoryItem)
                               session.useFactoryModel();
                           else if (item == openItem)
                               safe->chooseFile(Purpose::Open);
                           else if (item == importItem)
                               safe->chooseFile(Purpose::Import);
                           else if (item == exportItem)
                               safe->chooseFile(Purpose::Export);
                           else
                               session.useModelFile(files[static_cast<std::size_t>(item - firstFileItem)],
                                                    false);
                       });
}

void NoisePanel::chooseFile(Purpose purpose) {
    using Browser = juce::FileBrowserComponent;
    const bool isExport = purpose == Purpose::Export;
    const juce::File folder(processor_.session().library().userFolder().string());
    chooser_ = std::make_unique<juce::FileChooser>(isExport ? "Export the model" : "Choose a model", folder,
                                                   "*.winnow");
    const int mode = Browser::canSelectFiles |
                     (isExport ? Browser::saveMode | Browser::warnAboutOverwriting : Browser::openMode);
    chooser_->launchAsync(mode, [this, purpose](const juce::FileChooser& chooser) {
        const juce::File file = chooser.getResult();
        if (file == juce::File()) return;
        Session& session = processor_.session();
        if (purpose != Purpose::Export) {
            session.useModelFile(pathOf(file), purpose == Purpose::Import);
            return;
        }
        const std::string problem = session.exportModel(pathOf(file.withFileExtension("winnow")));
        session.say(problem.empty() ? "Exported." : "Cannot export: " + problem);
    });
}

bool NoisePanel::isInterestedInFileDrag(const juce::StringArray& files) {
    return std::any_of(files.begin(), files.end(), [](const juce::String& file) {
        return isModelFile(file) || dsp::hasAudioExtension(file.toStdString());
    });
}

void NoisePanel::filesDropped(const juce::StringArray& files, int, int) {
    for (const juce::String& file : files) {
        if (isModelFile(file))
            processor_.session().useModelFile(file.toStdString(), true);
        else if (dsp::hasAudioExtension(file.toStdString()))
            processor_.learnFromFile(file.toStdString(),
                                     juce::File(file).getFileNameWithoutExtension().toStdString());
        else
            continue;
        return; // one at a time
    }
}

void NoisePanel::paint(juce::Graphics& g) {
    g.setColour(theme::panel);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), 6);
}

void NoisePanel::resized() {
    auto area = getLocalBounds().reduced(theme::margin);
    auto top = area.removeFromTop(theme::row);
    heading_.setBounds(top.removeFromLeft(70));
    model_.setBounds(top);
    area.removeFromTop(theme::gap / 2);
    auto bottom = area.removeFromBottom(theme::row);
    learn_.setBounds(bottom.removeFromRight(120));
    bottom.removeFromRight(theme::gap);
    seconds_.setBounds(bottom.removeFromRight(96));
    bottom.removeFromRight(theme::gap);
    name_.setBounds(bottom);
    const int height =
        rows_.empty() ? theme::row : std::min(theme::row, area.getHeight() / static_cast<int>(rows_.size()));
    for (const auto& row : rows_)
        row->setBounds(area.removeFromTop(height));
}

} // namespace winnow::plugin
