// SPDX-License-Identifier: GPL-3.0-or-later
/// The parameters: Amount first and large, the rest in reading order.
#include "plugin/ui/controls_panel.h"

#include "plugin/ui/theme.h"

#include <utility>

namespace winnow::plugin {

namespace {

constexpr int labelWidth = 118; // px
constexpr int largestDial = 190, smallestDial = 90;

void describe(juce::Component& control, const juce::String& title, const juce::String& help) {
    control.setTitle(title);
    control.setWantsKeyboardFocus(true); // JUCE's sliders do not by themselves
    control.setDescription(help);
    if (auto* client = dynamic_cast<juce::SettableTooltipClient*>(&control)) client->setTooltip(help);
}

} // namespace

ControlsPanel::ControlsPanel(Parameters& p) {
    const juce::String amountHelp = "How far noise is lowered, in dB. 0 changes nothing, 10 to 20 keeps some "
                                    "of the room, 100 sets no limit.";
    amount_.setSliderStyle(juce::Slider::RotaryHorizontalVerticalDrag);
    amount_.setTextBoxStyle(juce::Slider::TextBoxBelow, false, 100, 24);
    amount_.setTextValueSuffix(" dB");
    describe(amount_, "Amount", amountHelp);
    amountLabel_.setText("Amount", juce::dontSendNotification);
    amountLabel_.setFont(theme::font(theme::titleHeight, juce::Font::bold));
    amountLabel_.setJustificationType(juce::Justification::centred);
    amountLabel_.setAccessible(false); // the control has the title
    addAndMakeVisible(amountLabel_);
    addAndMakeVisible(amount_);
    sliders_.push_back(std::make_unique<juce::SliderParameterAttachment>(*p.amount, amount_));

    addSlider(*p.sensitivity,
              "Which way to err, in dB. Above 0 keeps more of the sound, below 0 removes more.");
    addSlider(*p.mix, "How much of the result is mixed with the delayed input, in per cent.");
    addChoice(*p.output,
              "What the main output carries: the clean sound, the noise taken away, or the delayed "
              "input.");
    addToggle(*p.adapt, "Follow the noise",
              "On: the estimate of the noise follows the room. Off: it is frozen as it is.");
    addToggle(*p.link, "Link channels",
              "On: all channels are lowered together, so that the stereo image stays. Off: each by itself.");
    addChoice(*p.latency, "Low halves the delay at some cost in quality. Processing restarts.");
    addSlider(*p.outputGain,
              "Level of the main output, in dB. The speech and noise outputs are not changed.");
}

void ControlsPanel::addRow(std::unique_ptr<juce::Component> control, const juce::String& label,
                           const juce::String& help) {
    describe(*control, label, help);
    Row row{nullptr, control.get()};
    if (dynamic_cast<juce::ToggleButton*>(control.get()) == nullptr) {
        row.label = std::make_unique<juce::Label>(juce::String(), label);
        row.label->setFont(theme::font(theme::textHeight));
        row.label->setAccessible(false);
        addAndMakeVisible(*row.label);
    }
    addAndMakeVisible(*control);
    rows_.push_back(std::move(row));
    controls_.push_back(std::move(control));
}

void ControlsPanel::addSlider(juce::AudioParameterFloat& parameter, const juce::String& help) {
    auto slider = std::make_unique<juce::Slider>(juce::Slider::LinearHorizontal, juce::Slider::TextBoxRight);
    slider->setTextBoxStyle(juce::Slider::TextBoxRight, false, 64, 22);
    slider->setTextValueSuffix(" " + parameter.getLabel());
    sliders_.push_back(std::make_unique<juce::SliderParameterAttachment>(parameter, *slider));
    addRow(std::move(slider), parameter.getName(64), help);
}

void ControlsPanel::addToggle(juce::AudioParameterBool& parameter, const juce::String& text,
                              const juce::String& help) {
    auto button = std::make_unique<juce::ToggleButton>(text);
    buttons_.push_back(std::make_unique<juce::ButtonParameterAttachment>(parameter, *button));
    addRow(std::move(button), text, help);
}

void ControlsPanel::addChoice(juce::AudioParameterChoice& parameter, const juce::String& help) {
    auto box = std::make_unique<juce::ComboBox>();
    box->addItemList(parameter.choices, 1);
    choices_.push_back(std::make_unique<juce::ComboBoxParameterAttachment>(parameter, *box));
    addRow(std::move(box), parameter.getName(64), help);
}

void ControlsPanel::paint(juce::Graphics& g) {
    g.setColour(theme::panel);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), 6);
}

void ControlsPanel::resized() {
    auto area = getLocalBounds().reduced(theme::margin);
    const int rowsHeight = static_cast<int>(rows_.size()) * (theme::row + 4);
    const int dial = juce::jlimit(smallestDial, largestDial, area.getHeight() - rowsHeight - 30);
    amountLabel_.setBounds(area.removeFromTop(26));
    amount_.setBounds(area.removeFromTop(dial).withSizeKeepingCentre(std::min(dial, area.getWidth()), dial));
    area.removeFromTop(theme::gap / 2);
    for (const Row& row : rows_) {
        auto line = area.removeFromTop(theme::row);
        if (row.label) row.label->setBounds(line.removeFromLeft(labelWidth));
        row.control->setBounds(line);
        area.removeFromTop(4);
    }
}

} // namespace winnow::plugin
