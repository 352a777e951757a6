// SPDX-License-Identifier: GPL-3.0-or-later
/// From the delayed input and the engine's outputs to what the buses carry, without clicks.
#pragma once

#include "dsp/smoothed_value.h"
#include "plugin/engine/controls.h"
#include "separation/constants.h"

#include <array>
#include <cstddef>

namespace winnow::plugin {

/// Every choice of output, mix, gain and bypass is a weighted sum of two signals: out = direct * dry + noise
/// * noiseShare (clean = dry - noise). The weights ramp; at those of the clean signal or of the dry one that
/// signal is copied, bit for bit.
class OutputMixer {
public:
    /// [main]
    void prepare(double sampleRate, const EngineControls& controls) noexcept;
    void setControls(const EngineControls& controls) noexcept; ///< [audio]
    void endRamps() noexcept;                                  ///< [audio]

    /// Moves the ramps on by `samples`, no more than constants::chunkSamples; the functions below then work
    /// on those samples, channel by channel. [audio]
    void advance(std::size_t samples) noexcept;

    /// @param dry  the delayed input  @param clean, noise  of the engine  @param out  may be `dry` [audio]
    template <class Sample>
    void main(const Sample* dry, const float* clean, const float* noise, Sample* out) const noexcept;
    /// Stems: both add up to the delayed input. They follow bypass (all is speech), and nothing else.
    template <class Sample>
    void speech(const Sample* dry, const float* clean, const float* noise, Sample* out) const noexcept;
    template <class Sample> void noise(const float* noise, Sample* out) const noexcept;

private:
    struct Weights {
        float direct, noise;
    };
    static Weights weightsOf(const EngineControls& controls) noexcept;

    static constexpr std::size_t chunk = separation::constants::chunkSamples;
    dsp::SmoothedValue direct_, noise_, stem_;
    std::array<float, chunk> directs_{}, noises_{}, stems_{};
    std::size_t samples_ = 0;
};

} // namespace winnow::plugin
