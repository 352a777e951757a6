// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours, type sizes and the look of controls.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace winnow::plugin::theme {

// Text on background: contrast above 7:1 (WCAG 2.1 AAA); muted text above 4.5:1.
inline const juce::Colour background{0xff15191e}, panel{0xff1e242b}, outline{0xff3a444f};
inline const juce::Colour text{0xffeef2f5}, mutedText{0xffa9b4be};
inline const juce::Colour accent{0xffe8b64c}; ///< speech, what stays
inline const juce::Colour noise{0xff5aa9e6};  ///< noise, what goes
inline const juce::Colour warning{0xffff8a65};

inline constexpr int margin = 12, row = 28, gap = 8; // px
inline constexpr float textHeight = 15.0F, smallHeight = 13.0F, titleHeight = 22.0F;

/// The default typeface; `style` is one of juce::Font's style flags. JUCE 8 makes fonts from FontOptions.
juce::Font font(float height, int style = juce::Font::plain);

/// Colour of noise group `index`; they repeat after six.
juce::Colour noiseColour(std::size_t index);
/// -80 .. 0 dB as dark to bright.
juce::Colour heat(float decibels);

/// JUCE's look with these colours; keyboard focus drawn around every control.
class Look final : public juce::LookAndFeel_V4 {
public:
    Look();
    void drawRotarySlider(juce::Graphics& g, int x, int y, int width, int height, float position,
                          float startAngle, float endAngle, juce::Slider& slider) override;
    std::unique_ptr<juce::FocusOutline> createFocusOutlineForComponent(juce::Component&) override;
};

} // namespace winnow::plugin::theme
