// SPDX-License-Identifier: GPL-3.0-or-later
/// A denoiser prepared with one model, brought to the latency the host was told.
#pragma once

#include "dsp/delay_line.h"
#include "plugin/engine/controls.h"
#include "separation/streaming_denoiser.h"

#include <span>

namespace winnow::plugin {

/// Built on a worker, handed to the audio thread (Handover), freed elsewhere again.
class DenoiserVoice {
public:
    /// Allocates. @param model  may be null: then clean is the input, in time
    /// @param latency  samples that the outputs shall be late; less than 0: what the engine itself needs
    /// @throws std::invalid_argument: a spec out of range, or an engine slower than `latency`;
    /// std::exception from the model. [any but audio]
    DenoiserVoice(const VoiceSpec& spec, separation::ModelPtr model, int latency = -1,
                  const separation::DenoiserControls& controls = {});

    int latency() const noexcept { return latency_; } ///< samples [any]
    const VoiceSpec& spec() const noexcept { return spec_; }
    const separation::ModelPtr& model() const noexcept { return model_; }

    /// No more samples at a time than constants::chunkSamples. @param clean, noise  one buffer a channel, not
    /// the input's [audio]
    void process(const float* const* in, float* const* clean, float* const* noise, int samples) noexcept;
    void setControls(const separation::DenoiserControls& controls) noexcept {
        denoiser_.setControls(controls);
    }
    void reset() noexcept; ///< [audio]

    /// Of the frame processed last; see StreamingDenoiser. [audio]
    std::span<const float> lastGain() const noexcept { return denoiser_.lastGain(); }
    std::span<const float> lastActivations() const noexcept { return denoiser_.lastActivations(); }

private:
    VoiceSpec spec_;
    separation::ModelPtr model_;
    separation::StreamingDenoiser denoiser_;
    dsp::DelayLine cleanPadding_, noisePadding_;
    int latency_ = 0;
};

} // namespace winnow::plugin
