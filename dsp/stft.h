// SPDX-License-Identifier: GPL-3.0-or-later
/// Streaming short-time Fourier transform and its inverse, hop by hop.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "dsp/fft.h"
#include "dsp/window.h"

namespace winnow::dsp {

struct StftSpec {
    int channels = 1;
    int hop = 0;
    WindowPair windows; ///< both of the frame's length
};

/// Frame t ends at sample (t+1) * hop; samples before the first are zero. Self-normalising: synthesis divides by the
/// overlap-added product of the windows, so an unchanged spectrum gives the input back for any windows and hop whose
/// overlap-added product has no zero.
///
/// Delays, counted from the first sample of the hop given to `analyse` to the same sample in the hop that `synthesise`
/// returns: analysisLatency() + synthesisLatency() = last sample of the synthesis window's support - hop
/// (frame length - hop for symmetric windows).
class Stft {
public:
    /// Allocates and plans. @throws std::invalid_argument for windows of unequal length, a hop above the length,
    /// or windows that cannot be normalised at this hop. [main]
    void prepare(const StftSpec& spec);

    /// Clears all history. [audio]
    void reset() noexcept;

    /// Takes the next hop of one channel, gives the spectrum of the frame that ends with it.
    /// @param samples hop; @param spectrum bins(). [audio]
    void analyse(int channel, std::span<const float> samples, std::span<std::complex<float>> spectrum) noexcept;

    /// Takes one spectrum, gives the hop of samples that is complete with it.
    /// @param spectrum bins(); @param samples hop. [audio]
    void synthesise(int channel, std::span<const std::complex<float>> spectrum, std::span<float> samples) noexcept;

    int frameSize() const noexcept;
    int hop() const noexcept;
    int bins() const noexcept;
    int analysisLatency() const noexcept;  ///< samples
    int synthesisLatency() const noexcept; ///< samples

private:
    struct Channel {
        std::vector<float> history; // last frameSize samples
        std::vector<float> overlap; // frameSize samples being added up
    };
    std::vector<Channel> channels_;
    std::vector<float> analysisWindow_, synthesisWindow_; // the latter normalised
    std::vector<float> frame_;
    int hop_ = 0;
    int synthesisStart_ = 0; // first sample of the frame where the synthesis window is not zero
    std::vector<RealFft> fft_; // one, made in prepare
};

} // namespace winnow::dsp
