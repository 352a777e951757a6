// SPDX-License-Identifier: GPL-3.0-or-later
/// Hops in, denoised hops out: transform, separation, gain, inverse transform.
#pragma once

#include "dsp/smoothed_value.h"
#include "dsp/stft.h"
#include "separation/frame_layout.h"
#include "separation/model.h"
#include "separation/stream_spec.h"

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace winnow::separation {

/// The part of the denoiser that works hop by hop, on all channels. Controls ramp from hop to hop. A hop's
/// work is done in steps, so that it can be divided among the blocks that follow (dsp::HopWork).
class SpectralDenoiser {
public:
    /// Allocates, plans. @param spec  valid @throws what Separator::prepare throws. [main]
    void prepare(const StreamSpec& spec, const Model& model, const DenoiserControls& controls);
    void reset() noexcept;                                       ///< [audio]
    void setControls(const DenoiserControls& controls) noexcept; ///< within their ranges [audio]

    /// Takes a hop, one pointer a channel. [audio]
    void begin(std::span<const float* const> in) noexcept;
    /// Does the steps that are due when `share` of `all` samples have come in since. [audio]
    void advance(int share, int all) noexcept;
    /// Does the rest and gives the hop. [audio]
    void finish(std::span<float* const> out) noexcept;

    const FrameLayout& layout() const noexcept { return layout_; }

    std::span<const float> lastGain() const noexcept {
        return masks_.front().held;
    } ///< before the attenuation limit
    std::span<const float> lastActivations() const noexcept {
        return masks_.front().separator->activations();
    }

private:
    using Spectrum = std::vector<std::complex<float>>;

    struct Channel {
        Spectrum spectrum;
        std::vector<float> hop; // as it came in, then as it goes out
    };
    /// One separator and what it is given and gives: for all channels, or for one.
    struct Mask {
        std::unique_ptr<Separator> separator;
        std::size_t firstChannel, endChannel;
        std::vector<float> power, gain, speech, noise;
        std::vector<float> held; // the gain, falling no faster than the smoothing lets it
    };
    struct Step {
        enum class Kind { Analyse, Separate, Synthesise } kind;
        std::size_t index; // of the channel, or of the mask
        int part;          // of the separator's steps
        double due;        // share of the work that is done when half of this step is
    };

    void planSteps();
    void advanceControls() noexcept;
    SeparationControls currentControls() const noexcept;
    void giveControls() noexcept;
    void run(const Step& step) noexcept;
    void measurePower(Mask& mask) const noexcept;
    void holdGain(Mask& mask) const noexcept;
    void synthesise(std::size_t channel) noexcept;

    FrameLayout layout_;
    dsp::Stft stft_;
    std::vector<Channel> channels_;
    std::vector<Mask> masks_; // one, or one a channel
    std::vector<Step> steps_;
    std::size_t done_ = 0; // steps of this hop
    float powerScale_ = 1;
    dsp::SmoothedValue floor_;       // smallest gain
    dsp::SmoothedValue sensitivity_; // dB
    float gainKept_ = 0;             // of the last hop's mask, at least
    SeparationControls controls_;    // the others as they are, the sensitivity where it is going
    SeparationControls given_;       // what the separators have
};

} // namespace winnow::separation
