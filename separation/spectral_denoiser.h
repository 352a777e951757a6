// SPDX-License-Identifier: GPL-3.0-or-later
/// Hops in, denoised hops out: transform, separation, gain, inverse transform.
#pragma once

#include "dsp/smoothed_value.h"
#include "dsp/stft.h"
#include "separation/model.h"
#include "separation/stream_spec.h"

#include <complex>
#include <memory>
#include <span>
#include <vector>

namespace winnow::separation {

/// The part of the denoiser that works hop by hop, on all channels. Controls ramp from hop to hop.
class SpectralDenoiser {
public:
    /// Allocates, plans. @param spec  valid @throws what Separator::prepare throws. [main]
    void prepare(const StreamSpec& spec, const Model& model, const DenoiserControls& controls);
    void reset() noexcept;                                       ///< [audio]
    void setControls(const DenoiserControls& controls) noexcept; ///< within their ranges [audio]

    /// @param in, out  one pointer a channel, to hop() samples [audio]
    void process(std::span<const float* const> in, std::span<float* const> out) noexcept;

    int hop() const noexcept { return stft_.hop(); }
    int latency() const noexcept { return stft_.analysisLatency() + stft_.synthesisLatency(); } ///< samples

    std::span<const float> lastGain() const noexcept {
        return masks_.front().gain;
    } ///< before the attenuation limit
    std::span<const float> lastActivations() const noexcept {
        return masks_.front().separator->activations();
    }

private:
    using Spectrum = std::vector<std::complex<float>>;

    /// One separator and what it is given and gives: for all channels, or for one.
    struct Mask {
        std::unique_ptr<Separator> separator;
        std::vector<float> power, gain, speech, noise;
    };

    void advanceControls() noexcept;
    void measurePower(std::size_t first, std::size_t count, std::vector<float>& power) const noexcept;

    dsp::Stft stft_;
    std::vector<Spectrum> spectra_; // one a channel
    std::vector<Mask> masks_;       // one, or one a channel
    std::vector<float> limited_;    // mask after the attenuation limit
    float powerScale_ = 1;
    dsp::SmoothedValue floor_;       // smallest gain
    dsp::SmoothedValue sensitivity_; // dB
};

} // namespace winnow::separation
