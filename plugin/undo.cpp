// SPDX-License-Identifier: GPL-3.0-or-later
/// Undo of what people do in the window.
#include "plugin/undo.h"

#include <utility>

namespace winnow::plugin {

namespace {

class ParameterChange final : public juce::UndoableAction {
public:
    ParameterChange(juce::AudioProcessorParameter& parameter, float before, float after)
        : parameter_(parameter), before_(before), after_(after) {}

    bool perform() override { return set(after_); }
    bool undo() override { return set(before_); }

private:
    bool set(float value) {
        if (parameter_.getValue() != value) parameter_.setValueNotifyingHost(value);
        return true;
    }

    juce::AudioProcessorParameter& parameter_;
    float before_, after_;
};

} // namespace

ParameterUndo::ParameterUndo(juce::AudioProcessor& processor, juce::UndoManager& undo)
    : parameters_(processor.getParameters()), undo_(undo),
      before_(static_cast<std::size_t>(parameters_.size()), 0.0F) {
    for (auto* parameter : parameters_)
        parameter->addListener(this);
}

ParameterUndo::~ParameterUndo() {
    for (auto* parameter : parameters_)
        parameter->removeListener(this);
}

void ParameterUndo::parameterGestureChanged(int index, bool isStarting) {
    juce::AudioProcessorParameter& parameter = *parameters_[index];
    float& before = before_[static_cast<std::size_t>(index)];
    const float now = parameter.getValue();
    if (isStarting) {
        before = now;
    } else if (now != before && !undo_.isPerformingUndoRedo()) {
        undo_.beginNewTransaction(parameter.getName(64));
        undo_.perform(new ParameterChange(parameter, before, now));
    }
}

SetupChange::SetupChange(ModelSetup before, ModelSetup after, Apply apply)
    : before_(std::move(before)), after_(std::move(after)), apply_(std::move(apply)) {}

bool SetupChange::perform() {
    apply_(after_);
    return true;
}

bool SetupChange::undo() {
    apply_(before_);
    return true;
}

} // namespace winnow::plugin
