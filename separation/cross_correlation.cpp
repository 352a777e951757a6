// SPDX-License-Identifier: GPL-3.0-or-later
/// Overlap-save over blocks of x, summed in the frequency domain: one inverse transform in all.
#include "separation/cross_correlation.h"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <bit>
#include <complex>
#include <cstddef>
#include <stdexcept>

namespace winnow::separation {
namespace {

/// out[i] = x[start + i], zero outside, for i < count; zero from there on.
void copySegment(std::span<const float> x, std::ptrdiff_t start, std::size_t count,
                 std::vector<double>& out) {
    std::fill(out.begin(), out.end(), 0.0);
    const auto size = static_cast<std::ptrdiff_t>(x.size());
    const auto from = std::clamp<std::ptrdiff_t>(start, 0, size);
    const auto to = std::clamp<std::ptrdiff_t>(start + static_cast<std::ptrdiff_t>(count), 0, size);
    std::copy(x.begin() + from, x.begin() + to,
              out.begin() + std::min<std::ptrdiff_t>(from - start, to - start));
}

} // namespace

std::vector<double> crossCorrelation(std::span<const float> x, std::span<const float> y, int firstLag,
                                     int lags) {
    if (lags < 1) throw std::invalid_argument("crossCorrelation: at least one lag is needed");

    // At least three quarters of a transform are new samples.
    const auto lagCount = static_cast<std::size_t>(lags);
    const std::size_t size = std::max<std::size_t>(1024, std::bit_ceil(4 * lagCount));
    const std::size_t block = size - lagCount + 1;

    Eigen::FFT<double> fft;
    fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
    std::vector<double> segment(size);
    std::vector<std::complex<double>> spectrumX, spectrumY, sum(size / 2 + 1);
    for (std::size_t start = 0; start < x.size(); start += block) {
        const auto at = static_cast<std::ptrdiff_t>(start);
        copySegment(x, at, block, segment);
        fft.fwd(spectrumX, segment);
        copySegment(y, at + firstLag, size, segment);
        fft.fwd(spectrumY, segment);
        for (std::size_t k = 0; k < sum.size(); ++k)
            sum[k] += std::conj(spectrumX[k]) * spectrumY[k];
    }
    fft.inv(segment, sum, static_cast<Eigen::Index>(size));
    segment.resize(lagCount);
    return segment;
}

} // namespace winnow::separation
