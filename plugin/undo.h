// SPDX-License-Identifier: GPL-3.0-or-later
/// Undo of what people do in the window: controls moved by hand, models and noises changed. Not of
/// automation.
#pragma once

#include "plugin/engine/model_library.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <functional>
#include <vector>

namespace winnow::plugin {

/// Makes one undoable step of each gesture: from the value when a control was grasped to the value when it
/// was let go. [main]
class ParameterUndo : private juce::AudioProcessorParameter::Listener {
public:
    ParameterUndo(juce::AudioProcessor& processor, juce::UndoManager& undo);
    ~ParameterUndo() override;
    ParameterUndo(const ParameterUndo&) = delete;
    ParameterUndo& operator=(const ParameterUndo&) = delete;

private:
    void parameterValueChanged(int, float) override {}
    void parameterGestureChanged(int index, bool isStarting) override;

    const juce::Array<juce::AudioProcessorParameter*>& parameters_;
    juce::UndoManager& undo_;
    std::vector<float> before_;
};

/// A change of model, or of its noises' names and mutes.
class SetupChange final : public juce::UndoableAction {
public:
    using Apply = std::function<void(const ModelSetup&)>;
    SetupChange(ModelSetup before, ModelSetup after, Apply apply);

    bool perform() override;
    bool undo() override;

private:
    ModelSetup before_, after_;
    Apply apply_;
};

} // namespace winnow::plugin
