// SPDX-License-Identifier: GPL-3.0-or-later
/// Streaming short-time Fourier transform and its inverse, hop by hop.
#pragma once

#include "dsp/fft.h"
#include "dsp/window.h"

#include <complex>
#include <span>
#include <vector>

namespace winnow::dsp {

struct StftSpec {
    int channels = 1;
    int hop = 0;
    WindowPair windows; ///< both of the frame's length
};

/// Frame t ends at sample (t+1) * hop; samples before the first are zero. Self-normalising: synthesis divides
/// by the overlap-added product of the windows, so an unchanged spectrum gives the input back for any windows
/// and hop whose overlap-added product comes nowhere near zero.
///
/// Delays, counted from the first sample of the hop given to `analyse` to the same sample in the hop that
/// `synthesise` returns: analysisLatency() + synthesisLatency() = length of the synthesis window's support -
/// hop. The support reaches from the zero that a periodic window begins with (or the first sample, where
/// there is none) to the frame's end: so frame length - hop for symmetric windows, and one hop for
/// `asymmetricPair`.
class Stft {
public:
    /// Allocates and plans. @throws std::invalid_argument for windows of unequal length, a hop above the
    /// length, or windows that cannot be normalised at this hop; the object is then as it was before. [main]
    void prepare(const StftSpec& spec);

    /// Clears all history. [audio]
    void reset() noexcept;

    /// Takes the next hop of one channel, gives the spectrum of the frame that ends with it.
    /// @param samples hop; @param spectrum bins(). [audio]
    void analyse(int channel, std::span<const float> samples,
                 std::span<std::complex<float>> spectrum) noexcept;

    /// Takes one spectrum, gives the hop of samples that is complete with it.
    /// @param spectrum bins(); @param samples hop. [audio]
    void synthesise(int channel, std::span<const std::complex<float>> spectrum,
                    std::span<float> samples) noexcept;

    int frameSize() const noexcept;
    int hop() const noexcept;
    int bins() const noexcept;
    int analysisLatency() const noexcept;  ///< samples; always 0, as a frame ends with the newest sample
    int synthesisLatency() const noexcept; ///< samples; the support of the synthesis window less one hop

private:
    struct Channel {
        std::vector<float> history; // last frameSize samples
        std::vector<float> overlap; // the synthesis window's support, being added up
    };
    std::vector<Channel> channels_;
    std::vector<float> analysisWindow_, synthesisWindow_; // the latter normalised
    std::vector<float> frame_;
    int hop_ = 0;
    int synthesisStart_ = 0;   // where the synthesis window's support begins in the frame
    std::vector<RealFft> fft_; // one, made in prepare
};

} // namespace winnow::dsp
