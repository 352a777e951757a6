// SPDX-License-Identifier: GPL-3.0-or-later
/// Real FFT. The facade over FFTW: fft.cpp is the only file that includes it.
#pragma once

#include <complex>
#include <memory>
#include <span>

namespace winnow::dsp {

/// Real-to-complex transform of a fixed size, any size from 1 to 2^28. Fast for even sizes whose other
/// factors are 2, 3, 5, 7, 11 and 13; the others are computed in another way and take ten times as long and
/// more. Construction and destruction plan under one process-wide lock and allocate [main]; transforms do
/// neither [audio]. Plans are chosen by a fixed rule, not by timing: the same input gives the same bits in
/// every run on one machine. One object may be used by one thread at a time.
class RealFft {
public:
    /// @throws std::invalid_argument if size < 1 or > 2^28
    explicit RealFft(int size);
    ~RealFft();
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;

    int size() const noexcept;
    int bins() const noexcept; ///< size/2 + 1

    /// spectrum[k] = sum_n samples[n] exp(-2 pi i k n / size), k = 0 .. bins-1. Inputs are kept. [audio]
    void forward(std::span<const float> samples, std::span<std::complex<float>> spectrum) noexcept;

    /// Inverse of forward, including the factor 1/size. The spectrum is kept. [audio]
    void inverse(std::span<const std::complex<float>> spectrum, std::span<float> samples) noexcept;

private:
    struct Plan;
    std::unique_ptr<Plan> plan_;
};

} // namespace winnow::dsp
