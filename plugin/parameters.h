// SPDX-License-Identifier: GPL-3.0-or-later
/// The plugin's parameters: ids that hosts store, ranges, units, text both ways.
#pragma once

#include "plugin/engine/controls.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <array>
#include <map>
#include <string>

namespace winnow::plugin {

enum class LatencyMode { Standard, Low };

/// Owned by the processor once created. An id, once released, keeps its meaning; new ones get a higher
/// version hint (which keeps hosts' parameter orders stable).
struct Parameters {
    static constexpr int noiseCount = separation::constants::noiseLevels;

    /// Creates all parameters and hands them to the processor. [main]
    explicit Parameters(juce::AudioProcessor& processor);

    juce::AudioParameterFloat* amount;                              ///< dB, 0 .. 100
    juce::AudioParameterFloat* sensitivity;                         ///< dB, -20 .. 20
    juce::AudioParameterFloat* mix;                                 ///< %, 0 .. 100
    juce::AudioParameterChoice* output;                             ///< OutputChoice
    juce::AudioParameterBool* adapt;                                ///< off: the noise estimate is frozen
    std::array<juce::AudioParameterFloat*, noiseCount> noiseLevels; ///< %, how much of each noise stays
    juce::AudioParameterBool* link;
    juce::AudioParameterChoice* latency;   ///< LatencyMode; takes effect when processing restarts
    juce::AudioParameterFloat* outputGain; ///< dB, -24 .. 24
    juce::AudioParameterBool* bypass;      ///< the host's

    /// What the audio thread applies. @param muted  noises (by index) that stay whole [any]
    EngineControls controls(unsigned muted) const noexcept;
    LatencyMode latencyMode() const noexcept;

    /// All values by id, in their own units; bypass too. [any]
    std::map<std::string, float> values() const;
    /// Sets those named; others keep their value, unknown ids are ignored, values are clamped, NaN changes
    /// nothing. Tells the host. [main]
    void setValues(const std::map<std::string, float>& values);

private:
    std::map<std::string, juce::RangedAudioParameter*> byId_;
};

} // namespace winnow::plugin
