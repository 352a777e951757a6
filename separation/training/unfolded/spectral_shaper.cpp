// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/spectral_shaper.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace winnow::separation::unfolded {
namespace {

constexpr double sampleRate = 16000;

/// The smallest even size from `least` on without prime factors above 5: fast for every FFT.
int fastSize(int least) {
    for (int n = least + least % 2;; n += 2) {
        int rest = n;
        for (const int factor : {2, 3, 5})
            while (rest % factor == 0)
                rest /= factor;
        if (rest == 1) return n;
    }
}

} // namespace

SpectralShaper::SpectralShaper(int length, int longestResponse)
    : fft_(fastSize(length + longestResponse)), time_(static_cast<std::size_t>(fft_.size())),
      spectrum_(static_cast<std::size_t>(fft_.bins())), product_(spectrum_.size()),
      response_(spectrum_.size()) {}

double SpectralShaper::binHz() const {
    return sampleRate / fft_.size();
}

void SpectralShaper::load(std::span<const float> signal, std::vector<std::complex<float>>& spectrum) {
    std::copy(signal.begin(), signal.end(), time_.begin());
    std::fill(time_.begin() + static_cast<std::ptrdiff_t>(signal.size()), time_.end(), 0.0F);
    fft_.forward(time_, spectrum);
}

void SpectralShaper::store(std::span<float> signal) {
    fft_.inverse(spectrum_, time_);
    std::copy_n(time_.begin(), signal.size(), signal.begin());
}

void SpectralShaper::equalise(std::span<float> signal, double rangeDb, Random& random) {
    constexpr int points = 8;
    std::array<double, points + 2> db{}; // one more at each end for the spline
    for (double& d : db)
        d = random.uniform(-rangeDb, rangeDb);
    const double top = std::log1p(sampleRate / 2 / 300);
    // The curve on a fine grid; between its points linearly in gain, which is far below what anyone could
    // hear.
    constexpr int gridSize = 257;
    std::array<double, gridSize> grid{};
    for (int i = 0; i < gridSize; ++i) {
        const double place = std::log1p(sampleRate / 2 * i / (gridSize - 1) / 300) / top * (points - 1);
        const int at = std::min(static_cast<int>(place), points - 2);
        const double f = place - at, p0 = db[at], p1 = db[at + 1], p2 = db[at + 2], p3 = db[at + 3];
        const double curve =
            p1 + 0.5 * f * (p2 - p0 + f * (2 * p0 - 5 * p1 + 4 * p2 - p3 + f * (3 * (p1 - p2) + p3 - p0)));
        grid[i] = std::pow(10.0, curve / 20);
    }
    shape(signal, [&](double hz) {
        const double place = hz / (sampleRate / 2) * (gridSize - 1);
        const int at = std::min(static_cast<int>(place), gridSize - 2);
        return grid[at] + (place - at) * (grid[at + 1] - grid[at]);
    });
}

void SpectralShaper::convolve(std::span<const float> signal, std::span<const float> responseA,
                              std::span<const float> responseB, std::span<float> a, std::span<float> b) {
    load(signal, product_);
    load(responseA, response_);
    for (std::size_t k = 0; k < product_.size(); ++k)
        spectrum_[k] = product_[k] * response_[k];
    load(responseB, response_);
    store(a);
    for (std::size_t k = 0; k < product_.size(); ++k)
        spectrum_[k] = product_[k] * response_[k];
    store(b);
}

} // namespace winnow::separation::unfolded
