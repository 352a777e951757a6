// SPDX-License-Identifier: GPL-3.0-or-later
/// The views of a frame that the two layers explain: spectra, context, signal-to-noise ratio, periodicity.
#pragma once

#include "dsp/fft.h"
#include "separation/layered/band_sums.h"
#include "separation/layered/bands.h"
#include "separation/layered/config.h"

#include <complex>
#include <span>
#include <vector>

namespace winnow::separation::layered {

/// Steps 2 to 7 of a frame: from the power of a frame and of its noise to the first layer's input. Keeps the
/// level, the context and two slow means.
class FrameViews {
public:
    /// Allocates, plans. @param bands  those of the configuration. [main]
    FrameViews(const LayeredConfig& config, const Bands& bands);

    /// Forgets the past. [audio]
    void reset() noexcept { started_ = false; }

    /// One frame.
    /// @param power, noise  bins: |X|^2 and its tracked noise part, finite
    /// [audio]
    void update(std::span<const float> power, std::span<const float> noise) noexcept;

    /// Of the last frame. [audio]
    float level() const noexcept { return level_; }                        ///< r, before division
    std::span<const float> amplitude() const noexcept { return A_; }       ///< A, divided by the level
    std::span<const float> noiseAmplitude() const noexcept { return An_; } ///< An, divided by the level
    std::span<const float> fineSpectrum() const noexcept { return view(0, fineBands); }    ///< x
    std::span<const float> fineNoise() const noexcept { return n_; }                       ///< n
    std::span<const float> fineSnr() const noexcept { return view(snrFirst_, fineBands); } ///< y
    std::span<const float> input() const noexcept { return v1_; }                          ///< v1

private:
    using Part = std::span<float>;
    std::span<const float> view(int first, int count) const noexcept {
        return std::span(v1_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    }
    Part part(int first, int count) noexcept {
        return std::span(v1_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    }
    void followLevel(float mean) noexcept;
    void compress(std::span<const float> power, std::span<float> amplitude) const noexcept;
    void snrView(std::span<const float> signal, std::span<const float> noise,
                 std::span<float> out) const noexcept;
    void periodicityView(std::span<float> out) noexcept;
    void pushContext() noexcept;

    LayeredConfig config_;
    BandSums erb_, fine_, lags_;
    dsp::RealFft fft_;
    float exponent_, snrExponent_;
    // Where the parts of v1 begin.
    int contextFirst_, slowFirst_, erbNoiseFirst_, snrFirst_, snrContextFirst_, periodicityFirst_;

    std::vector<float> A_, An_, n_, b_, yb_, v1_;
    std::vector<float> s1_, s2_, context_, snrContext_;
    std::vector<std::complex<float>> spectrum_;
    std::vector<float> correlation_;
    float level_ = 0;
    bool started_ = false;
};

} // namespace winnow::separation::layered
