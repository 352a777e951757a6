// SPDX-License-Identifier: GPL-3.0-or-later
/// What can be moved while the plugin's engine runs, and what it is prepared for.
#pragma once

#include "separation/stream_spec.h"

namespace winnow::plugin {

/// What the main output carries.
enum class OutputChoice { Clean, Noise, Dry };

struct EngineControls {
    separation::DenoiserControls denoiser;
    OutputChoice output = OutputChoice::Clean;
    float mix = 1;          ///< 0: the delayed input alone, 1: what `output` says
    float outputGainDb = 0; ///< of the main output; stems are not touched, so that they add up to the input
    bool bypass = false;

    bool operator==(const EngineControls&) const = default;
};

/// What changes only with a new voice: see DenoiserVoice.
struct VoiceSpec {
    double sampleRate = 48000; ///< Hz
    int channels = 1;
    bool linkChannels = true;
    bool highQuality = false; ///< twice the overlap, for rendering that need not keep up with time
    bool lowLatency = false;

    bool operator==(const VoiceSpec&) const = default;
};

} // namespace winnow::plugin
