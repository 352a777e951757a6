// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours, type sizes and the look of controls.
#include "plugin/ui/theme.h"

#include <array>

namespace winnow::plugin::theme {

juce::Font font(float height, int style) {
#if JUCE_MAJOR_VERSION >= 8
    return juce::Font(juce::FontOptions(height, style));
#else
    return juce::Font(height, style);
#endif
}

juce::Colour noiseColour(std::size_t index) {
    static const std::array<juce::Colour, 6> colours{noise,
                                                     juce::Colour(0xff7bd389),
                                                     juce::Colour(0xffc792ea),
                                                     juce::Colour(0xfff07178),
                                                     juce::Colour(0xff6ee2d9),
                                                     juce::Colour(0xffb0bec5)};
    return colours[index % colours.size()];
}

juce::Colour heat(float decibels) {
    const float t = juce::jlimit(0.0F, 1.0F, (decibels + 80.0F) / 80.0F);
    // Dark blue over violet and orange to pale yellow: brightness rises evenly, so that it reads in grey too.
    static const juce::ColourGradient scale = [] {
        juce::ColourGradient g(juce::Colour(0xff0b0f1e), 0, 0, juce::Colour(0xfffff3c4), 1, 0, false);
        g.addColour(0.35, juce::Colour(0xff41256b));
        g.addColour(0.6, juce::Colour(0xffb23a5a));
        g.addColour(0.8, juce::Colour(0xfff08a3c));
        return g;
    }();
    return scale.getColourAtPosition(static_cast<double>(t));
}

Look::Look() {
    setColour(juce::ResizableWindow::backgroundColourId, background);
    setColour(juce::Label::textColourId, text);
    setColour(juce::Slider::rotarySliderFillColourId, accent);
    setColour(juce::Slider::rotarySliderOutlineColourId, outline);
    setColour(juce::Slider::thumbColourId, text);
    setColour(juce::Slider::trackColourId, accent);
    setColour(juce::Slider::backgroundColourId, outline);
    setColour(juce::Slider::textBoxTextColourId, text);
    setColour(juce::Slider::textBoxOutlineColourId, juce::Colours::transparentBlack);
    setColour(juce::TextButton::buttonColourId, panel.brighter(0.1F));
    setColour(juce::TextButton::buttonOnColourId, accent.darker(0.4F));
    setColour(juce::TextButton::textColourOffId, text);
    setColour(juce::TextButton::textColourOnId, text);
    setColour(juce::ComboBox::backgroundColourId, panel.brighter(0.1F));
    setColour(juce::ComboBox::outlineColourId, outline);
    setColour(juce::ComboBox::textColourId, text);
    setColour(juce::ToggleButton::textColourId, text);
    setColour(juce::ToggleButton::tickColourId, accent);
    setColour(juce::ToggleButton::tickDisabledColourId, mutedText);
    setColour(juce::TextEditor::backgroundColourId, panel);
    setColour(juce::PopupMenu::backgroundColourId, panel);
    setColour(juce::PopupMenu::textColourId, text);
    setColour(juce::PopupMenu::highlightedBackgroundColourId, accent.darker(0.5F));
}

void Look::drawRotarySlider(juce::Graphics& g, int x, int y, int width, int height, float position,
                            float startAngle, float endAngle, juce::Slider& slider) {
    const auto area = juce::Rectangle<int>(x, y, width, height).toFloat().reduced(6.0F);
    const float radius = std::min(area.getWidth(), area.getHeight()) / 2;
    const float thickness = std::max(4.0F, radius * 0.12F);
    const float angle = startAngle + position * (endAngle - startAngle);
    const auto arc = [&](float to, juce::Colour colour) {
        juce::Path path;
        path.addCentredArc(area.getCentreX(), area.getCentreY(), radius - thickness / 2,
                           radius - thickness / 2, 0, startAngle, to, true);
        g.setColour(colour);
        g.strokePath(path, {thickness, juce::PathStrokeType::curved, juce::PathStrokeType::rounded});
    };
    arc(endAngle, slider.findColour(juce::Slider::rotarySliderOutlineColourId));
    arc(angle, slider.findColour(juce::Slider::rotarySliderFillColourId)
                   .withMultipliedAlpha(slider.isEnabled() ? 1.0F : 0.4F));
    const auto end = area.getCentre().getPointOnCircumference(radius - 2.2F * thickness, angle);
    g.setColour(slider.findColour(juce::Slider::thumbColourId));
    g.drawLine({area.getCentre().getPointOnCircumference(radius * 0.45F, angle), end}, thickness * 0.5F);
}

std::unique_ptr<juce::FocusOutline> Look::createFocusOutlineForComponent(juce::Component&) {
    struct Ring final : juce::FocusOutline::OutlineWindowProperties {
        juce::Rectangle<int> getOutlineBounds(juce::Component& component) override {
            return component.getScreenBounds().expanded(2);
        }
        void drawOutline(juce::Graphics& g, int width, int height) override {
            g.setColour(accent);
            g.drawRoundedRectangle(juce::Rectangle<int>(width, height).toFloat().reduced(1), 4, 2);
        }
    };
    return std::make_unique<juce::FocusOutline>(std::make_unique<Ring>());
}

} // namespace winnow::plugin::theme
