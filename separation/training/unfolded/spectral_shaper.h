// SPDX-License-Identifier: GPL-3.0-or-later
/// Filters whole signals in the frequency domain: equalisation and convolution with a room.
#pragma once

#include "dsp/fft.h"
#include "separation/training/unfolded/random.h"

#include <complex>
#include <span>
#include <vector>

namespace winnow::separation::unfolded {

/// For signals of one length. One object a thread: it has its own transform and scratch memory.
class SpectralShaper {
public:
    /// @param length  of signals, samples at 16 kHz; @param longestResponse  of impulse responses
    SpectralShaper(int length, int longestResponse);

    /// Multiplies the spectrum by a smooth random curve, at most `rangeDb` up or down, cubic between eight
    /// points spaced evenly on a warped frequency axis. Zero phase. [main]
    void equalise(std::span<float> signal, double rangeDb, Random& random);

    /// One signal through two impulse responses at once. @param a, b  outputs of the signal's length [main]
    void convolve(std::span<const float> signal, std::span<const float> responseA,
                  std::span<const float> responseB, std::span<float> a, std::span<float> b);

    /// Shapes the spectrum of `signal` with a gain a bin: gain(hz). [main]
    template <class Gain> void shape(std::span<float> signal, Gain&& gain) {
        load(signal, spectrum_);
        const double step = binHz();
        for (std::size_t k = 0; k < spectrum_.size(); ++k)
            spectrum_[k] *= static_cast<float>(gain(static_cast<double>(k) * step));
        store(signal);
    }

private:
    double binHz() const;
    void load(std::span<const float> signal, std::vector<std::complex<float>>& spectrum);
    void store(std::span<float> signal); // from spectrum_

    dsp::RealFft fft_;
    std::vector<float> time_;
    std::vector<std::complex<float>> spectrum_, product_, response_;
};

} // namespace winnow::separation::unfolded
