// SPDX-License-Identifier: GPL-3.0-or-later
/// The window.
#include "plugin/ui/editor.h"

#include "plugin/engine/presets.h"

#include <algorithm>
#include <utility>

namespace winnow::plugin {

namespace {

constexpr int headerHeight = 36, footerHeight = 26, filesHeight = 36, controlsWidth = 320;

void setUp(juce::TextButton& button, const juce::String& text, const juce::String& title,
           const juce::String& help, std::function<void()> action) {
    button.setButtonText(text);
    button.setTitle(title);
    button.setTooltip(help);
    button.onClick = std::move(action);
}

} // namespace

Editor::Editor(Processor& owner, bool withFiles)
    : AudioProcessorEditor(owner), processor_(owner), controls_(owner.parameters()), noises_(owner),
      spectrograms_(owner.display()) {
    setLookAndFeel(&look_);
    setTitle("Winnow");
    setWantsKeyboardFocus(true);
    setUpHeader();
    if (withFiles) {
        files_ = std::make_unique<FilePanel>(owner);
        addAndMakeVisible(*files_);
    }
    // In reading order, which is the order of the keyboard's focus as well.
    for (juce::Component* part : std::initializer_list<juce::Component*>{
             &title_, &preset_, &setting_, &undo_, &redo_, &bypass_, &controls_, &spectrograms_,
             &activations_, &noises_, &input_, &output_, &status_, &load_})
        addAndMakeVisible(*part);
    status_.setTitle("Status");
    load_.setTitle("Processor load");
    load_.setJustificationType(juce::Justification::centredRight);
    load_.setColour(juce::Label::textColourId, theme::mutedText);

    noises_.onRowsChange = [this] { resized(); };
    activations_.onSelect = [this](int atom) { selectAtom(atom); };
    processor_.display().setActive(true);
    const auto size = processor_.windowSize(); // before the limits give the window a size of its own
    setResizable(true, true);
    setResizeLimits(smallestWidth, smallestHeight, 4000, 3000);
    setSize(size.x > 0 ? std::max(size.x, smallestWidth) : usualWidth,
            size.y > 0 ? std::max(size.y, smallestHeight) : usualHeight);
    refresh();
    startTimerHz(framesPerSecond);
}

Editor::~Editor() {
    stopTimer();
    processor_.display().setActive(false);
    setLookAndFeel(nullptr);
}

void Editor::openFiles(const juce::StringArray& names) {
    juce::StringArray found;
    for (const juce::String& name : names) {
        const auto file = juce::File::getCurrentWorkingDirectory().getChildFile(name.unquoted());
        if (file.existsAsFile()) found.add(file.getFullPathName());
    }
    if (files_ && !found.isEmpty()) files_->setFiles(found);
}

void Editor::setUpHeader() {
    title_.setText("Winnow", juce::dontSendNotification);
    title_.setFont(theme::font(theme::titleHeight, juce::Font::bold));
    setUp(preset_, "Presets", "Presets", "Settings for common uses.", [this] { showPresets(); });
    setUp(setting_, "A", "Setting A or B", "Two settings to compare. B begins as a copy of A.",
          [this] { processor_.switchSetting(); });
    setUp(undo_, "Undo", "Undo", "Takes the last change back (Ctrl+Z).",
          [this] { processor_.undo().undo(); });
    setUp(redo_, "Redo", "Redo", "Makes the change again (Ctrl+Shift+Z).",
          [this] { processor_.undo().redo(); });
    bypass_.setTitle("Bypass");
    bypass_.setTooltip("Passes the input, in time with the output.");
    bypassAttachment_ =
        std::make_unique<juce::ButtonParameterAttachment>(*processor_.parameters().bypass, bypass_);
}

void Editor::showPresets() {
    juce::PopupMenu menu;
    int item = 0;
    for (const Preset& preset : factoryPresets())
        menu.addItem(++item, preset.name + ": " + preset.purpose, true,
                     preset.name == processor_.presetName());
    menu.showMenuAsync(juce::PopupMenu::Options().withTargetComponent(preset_),
                       [safe = juce::Component::SafePointer<Editor>(this)](int chosen) {
                           if (safe == nullptr || chosen == 0) return;
                           safe->processor_.choosePreset(
                               factoryPresets()[static_cast<std::size_t>(chosen - 1)].name);
                       });
}

void Editor::refresh() {
    constexpr double seconds = 1.0 / framesPerSecond;
    DisplayFeed& display = processor_.display();
    input_.show(display.inputPeak.take(), seconds);
    output_.show(display.outputPeak.take(), seconds);
    noises_.refresh();
    refreshPictures();
    if (files_) files_->refresh();

    const juce::String notice(processor_.session().notice());
    const juce::String status(processor_.status());
    status_.setText(notice.isEmpty() ? status : status + "  |  " + notice, juce::dontSendNotification);
    load_.setText("Load " + juce::String(100 * display.load.load(), 1) + " %", juce::dontSendNotification);
    setting_.setButtonText(processor_.isSettingB() ? "B" : "A");
    undo_.setEnabled(processor_.undo().canUndo());
    redo_.setEnabled(processor_.undo().canRedo());
    const juce::String preset(processor_.presetName());
    preset_.setButtonText(preset.isEmpty() ? "Presets" : preset);
}

void Editor::refreshPictures() {
    if (version_ != processor_.session().version()) {
        version_ = processor_.session().version();
        const ModelSetup setup = processor_.session().setup();
        activations_.setModel(setup.model, setup.allNoises());
        if (activations_.selected() < 0) spectrograms_.showAtom({}, {});
    }
    spectrograms_.advance(processor_.runningRate());
    if (processor_.display().latest(frame_)) activations_.show(frame_.activations);
}

/// Shows the atom's spectrum beside the sound, and plays it.
void Editor::selectAtom(int atom) {
    const ModelSetup setup = processor_.session().setup();
    if (!setup.model) return;
    const AtomSpectrum spectrum = atomSpectrum(*setup.model, atom);
    if (spectrum.magnitudes.empty())
        processor_.session().say("This atom is found while sound runs; there is nothing stored to show.");
    else
        processor_.playAtom(spectrum);
    spectrograms_.showAtom(spectrum, activations_.colourOf(atom));
}

bool Editor::keyPressed(const juce::KeyPress& key) {
    const auto command = juce::ModifierKeys::commandModifier;
    if (key == juce::KeyPress('z', command, 0)) return processor_.undo().undo();
    if (key == juce::KeyPress('z', command | juce::ModifierKeys::shiftModifier, 0))
        return processor_.undo().redo();
    return false;
}

void Editor::paint(juce::Graphics& g) {
    g.fillAll(theme::background);
}

void Editor::resized() {
    processor_.rememberWindowSize(getWidth(), getHeight());
    auto area = getLocalBounds().reduced(theme::margin);
    auto header = area.removeFromTop(headerHeight).reduced(0, 4);
    title_.setBounds(header.removeFromLeft(100));
    bypass_.setBounds(header.removeFromRight(90));
    for (juce::TextButton* button : {&redo_, &undo_, &setting_}) {
        button->setBounds(header.removeFromRight(button == &setting_ ? 36 : 58));
        header.removeFromRight(theme::gap / 2);
    }
    preset_.setBounds(header.removeFromRight(std::min(180, header.getWidth())));

    auto footer = area.removeFromBottom(footerHeight);
    load_.setBounds(footer.removeFromRight(110));
    status_.setBounds(footer);

    if (files_) {
        area.removeFromTop(theme::gap / 2);
        files_->setBounds(area.removeFromTop(filesHeight));
    }
    area.removeFromTop(theme::gap);
    controls_.setBounds(area.removeFromLeft(controlsWidth));
    area.removeFromLeft(theme::gap);
    auto meters = area.removeFromBottom(44);
    input_.setBounds(meters.removeFromTop(22));
    output_.setBounds(meters);
    area.removeFromBottom(theme::gap);
    const int rows = std::clamp(noises_.rowCount(), 1, 5);
    noises_.setBounds(area.removeFromBottom(
        std::min((rows + 2) * (theme::row + 2) + 2 * theme::margin, area.getHeight() / 2)));
    area.removeFromBottom(theme::gap);
    activations_.setBounds(area.removeFromBottom(std::max(60, area.getHeight() / 4)));
    area.removeFromBottom(theme::gap);
    spectrograms_.setBounds(area);
}

} // namespace winnow::plugin
