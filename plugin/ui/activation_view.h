// SPDX-License-Identifier: GPL-3.0-or-later
/// The model at work: one bar an atom, by group. Click an atom to see and hear it.
#pragma once

#include "plugin/engine/session_state.h"
#include "separation/model.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <functional>
#include <vector>

namespace winnow::plugin {

class ActivationView final : public juce::Component {
public:
    ActivationView();

    /// Groups and colours for a model; null: none. @param noises  as shown, in the model's order [main]
    void setModel(separation::ModelPtr model, const std::vector<NoiseEntry>& noises);
    void show(const std::vector<float>& activations); ///< of the newest frame [main]
    std::function<void(int atom)> onSelect;           ///< by mouse or keyboard
    int selected() const noexcept { return selected_; }
    void select(int atom); ///< tells onSelect
    juce::Colour colourOf(int atom) const;
    juce::String nameOf(int atom) const; ///< "speech 12"

    void paint(juce::Graphics& g) override;
    void mouseDown(const juce::MouseEvent& event) override;
    bool keyPressed(const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    struct Group {
        juce::String name;
        int first, count;
        juce::Colour colour;
    };
    int atomCount() const;
    juce::Rectangle<float> barsArea() const;

    separation::ModelPtr model_;
    std::vector<Group> groups_;
    std::vector<float> shown_; // falling slowly, so that the eye can follow
    float largest_ = 1e-6F;
    int selected_ = -1;
};

} // namespace winnow::plugin
