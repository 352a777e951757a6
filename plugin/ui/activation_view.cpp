// SPDX-License-Identifier: GPL-3.0-or-later
/// The model at work: one bar an atom, by group.
#include "plugin/ui/activation_view.h"

#include "plugin/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace winnow::plugin {

namespace {

constexpr float barFall = 0.88F, scaleFall = 0.995F; // a frame of the window
constexpr int labelHeight = 18;                      // px

/// The selected atom in words; arrow keys change it.
class AtomHandler final : public juce::AccessibilityHandler {
public:
    explicit AtomHandler(ActivationView& view)
        : AccessibilityHandler(
              view, juce::AccessibilityRole::slider,
              juce::AccessibilityActions().addAction(juce::AccessibilityActionType::press,
                                                     [&view] { view.select(view.selected()); }),
              Interfaces{std::make_unique<Value>(view)}) {}

private:
    struct Value final : juce::AccessibilityTextValueInterface {
        explicit Value(ActivationView& v) : view(v) {}
        bool isReadOnly() const override { return true; }
        juce::String getCurrentValueAsString() const override {
            return view.selected() < 0 ? juce::String("no atom chosen") : view.nameOf(view.selected());
        }
        void setValueAsString(const juce::String&) override {}
        ActivationView& view;
    };
};

} // namespace

ActivationView::ActivationView() {
    setTitle("Activations");
    setDescription(
        "How strongly each atom of speech and of each noise is at work. Left and right choose an atom, "
        "Return plays it.");
    setWantsKeyboardFocus(true);
}

void ActivationView::setModel(separation::ModelPtr model, const std::vector<NoiseEntry>& noises) {
    if (model != model_) selected_ = -1;
    model_ = std::move(model);
    groups_.clear();
    if (model_) {
        std::size_t noise = 0;
        for (const separation::AtomGroup& group : model_->groups()) {
            if (group.kind == separation::GroupKind::Speech) {
                groups_.push_back({group.name, group.first, group.count, theme::accent});
            } else {
                const juce::String name = noise < noises.size() ? noises[noise].name : group.name;
                groups_.push_back({name, group.first, group.count, theme::noiseColour(noise)});
                ++noise;
            }
        }
    }
    shown_.assign(static_cast<std::size_t>(atomCount()), 0.0F);
    repaint();
}

int ActivationView::atomCount() const {
    int count = 0;
    for (const Group& group : groups_)
        count = std::max(count, group.first + group.count);
    return count;
}

void ActivationView::show(const std::vector<float>& activations) {
    largest_ = std::max(largest_ * scaleFall, 1e-6F);
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const float now = i < activations.size() ? activations[i] : 0.0F;
        shown_[i] = std::max(now, shown_[i] * barFall);
        largest_ = std::max(largest_, shown_[i]);
    }
    repaint();
}

juce::Colour ActivationView::colourOf(int atom) const {
    for (const Group& group : groups_)
        if (atom >= group.first && atom < group.first + group.count) return group.colour;
    return theme::mutedText;
}

juce::String ActivationView::nameOf(int atom) const {
    for (const Group& group : groups_)
        if (atom >= group.first && atom < group.first + group.count)
            return group.name + " " + juce::String(atom - group.first + 1);
    return {};
}

void ActivationView::select(int atom) {
    if (atomCount() == 0) return;
    selected_ = juce::jlimit(0, atomCount() - 1, atom);
    repaint();
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    if (onSelect) onSelect(selected_);
}

juce::Rectangle<float> ActivationView::barsArea() const {
    return getLocalBounds().withTrimmedTop(labelHeight).toFloat();
}

void ActivationView::mouseDown(const juce::MouseEvent& event) {
    const auto area = barsArea();
    select(static_cast<int>((event.position.x - area.getX()) / area.getWidth() *
                            static_cast<float>(atomCount())));
}

bool ActivationView::keyPressed(const juce::KeyPress& key) {
    if (key == juce::KeyPress::leftKey)
        select(selected_ - 1);
    else if (key == juce::KeyPress::rightKey)
        select(selected_ + 1);
    else if (key == juce::KeyPress::returnKey)
        select(selected_);
    else
        return false;
    return true;
}

void ActivationView::paint(juce::Graphics& g) {
    g.setColour(theme::panel);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), 4);
    g.setFont(theme::smallHeight);
    if (groups_.empty()) {
        g.setColour(theme::mutedText);
        g.drawText("No model: nothing is separated.", getLocalBounds(), juce::Justification::centred);
        return;
    }
    const auto area = barsArea();
    const float width = area.getWidth() / static_cast<float>(atomCount());
    for (const Group& group : groups_) {
        const float left = area.getX() + width * static_cast<float>(group.first);
        g.setColour(group.colour);
        const float room = std::max(90.0F, width * static_cast<float>(group.count));
        const bool isNarrow = left + room > area.getRight();
        g.drawText(group.name,
                   juce::Rectangle<float>(isNarrow ? area.getRight() - room : left, 0, room, labelHeight)
                       .reduced(4, 0),
                   isNarrow ? juce::Justification::centredRight : juce::Justification::centredLeft);
        for (int a = group.first; a < group.first + group.count; ++a) {
            const float share = std::sqrt(shown_[static_cast<std::size_t>(a)] / largest_);
            const float height = share * (area.getHeight() - 4);
            g.setColour(a == selected_ ? theme::text : group.colour);
            g.fillRect(area.getX() + width * static_cast<float>(a), area.getBottom() - height,
                       std::max(1.0F, width - 0.5F), height);
        }
    }
    if (selected_ >= 0) {
        g.setColour(theme::text.withAlpha(0.35F));
        g.fillRect(area.getX() + width * static_cast<float>(selected_), area.getY(), std::max(1.0F, width),
                   area.getHeight());
    }
}

std::unique_ptr<juce::AccessibilityHandler> ActivationView::createAccessibilityHandler() {
    return std::make_unique<AtomHandler>(*this);
}

} // namespace winnow::plugin
