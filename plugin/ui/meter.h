// SPDX-License-Identifier: GPL-3.0-or-later
/// A level meter with its value in words for screen readers.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace winnow::plugin {

/// Falls 20 dB a second; shows -60 .. +6 dB.
class Meter final : public juce::Component {
public:
    explicit Meter(const juce::String& title);
    /// @param peak  linear, since the last call  @param seconds  since the last call [main]
    void show(float peak, double seconds);
    float decibels() const noexcept { return decibels_; }

    void paint(juce::Graphics& g) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    float decibels_ = -100;
};

} // namespace winnow::plugin
