// SPDX-License-Identifier: GPL-3.0-or-later
/// A level meter with its value in words for screen readers.
#include "plugin/ui/meter.h"

#include "plugin/ui/theme.h"

#include <cmath>

namespace winnow::plugin {

namespace {

constexpr float lowest = -60, highest = 6; // dB shown
constexpr float fall = 20;                 // dB a second

/// Level in words: what a screen reader says.
class MeterHandler final : public juce::AccessibilityHandler {
public:
    explicit MeterHandler(Meter& meter)
        : AccessibilityHandler(meter, juce::AccessibilityRole::label, {},
                               Interfaces{std::make_unique<Value>(meter)}) {}

private:
    struct Value final : juce::AccessibilityTextValueInterface {
        explicit Value(Meter& m) : meter(m) {}
        bool isReadOnly() const override { return true; }
        juce::String getCurrentValueAsString() const override {
            return meter.decibels() <= lowest ? juce::String("silence")
                                              : juce::String(juce::roundToInt(meter.decibels())) + " dB";
        }
        void setValueAsString(const juce::String&) override {}
        Meter& meter;
    };
};

} // namespace

Meter::Meter(const juce::String& title) {
    setTitle(title + " level");
    setName(title);
}

void Meter::show(float peak, double seconds) {
    const float level = 20 * std::log10(std::max(peak, 1e-5F));
    decibels_ = std::max(level, decibels_ - fall * static_cast<float>(seconds));
    repaint();
}

void Meter::paint(juce::Graphics& g) {
    auto area = getLocalBounds();
    g.setColour(theme::mutedText);
    g.setFont(theme::smallHeight);
    g.drawText(getName(), area.removeFromLeft(46), juce::Justification::centredLeft);
    const auto bar = area.toFloat().reduced(0, area.getHeight() * 0.3F);
    g.setColour(theme::outline);
    g.fillRoundedRectangle(bar, 2);
    const float share = juce::jlimit(0.0F, 1.0F, (decibels_ - lowest) / (highest - lowest));
    g.setColour(decibels_ > 0 ? theme::warning : theme::accent);
    g.fillRoundedRectangle(bar.withWidth(bar.getWidth() * share), 2);
}

std::unique_ptr<juce::AccessibilityHandler> Meter::createAccessibilityHandler() {
    return std::make_unique<MeterHandler>(*this);
}

} // namespace winnow::plugin
