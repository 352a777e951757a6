// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/high_bands.h"

#include "separation/layered/bands.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace winnow::separation::layered {

namespace {

constexpr float powerFloor = 1e-12F; // keeps an empty band's ratio defined
constexpr float snrKept = 0.9F;      // decision-directed smoothing
constexpr float largestPosterior = 1e4F;

} // namespace

void HighBands::prepare(int firstBin, int binCount, double binSpacing) {
    edges_ = {firstBin};
    const double lowest = erbFromHz(firstBin * binSpacing), highest = erbFromHz(binCount * binSpacing);
    const int wanted = binCount > firstBin ? std::max(1, static_cast<int>(std::lround(highest - lowest))) : 0;
    for (int i = 1; i <= wanted; ++i) {
        const double hz = hzFromErb(lowest + (highest - lowest) * i / wanted);
        const int edge = i == wanted ? binCount : static_cast<int>(std::lround(hz / binSpacing));
        if (edge > edges_.back()) edges_.push_back(edge);
    }
    tracker_.prepare(bands());
    bandPower_.assign(static_cast<std::size_t>(bands()), 0.0F);
    bandExpected_.assign(static_cast<std::size_t>(bands()), -1.0F);
    previous_.assign(static_cast<std::size_t>(bands()), 1.0F);
}

void HighBands::reset() noexcept {
    tracker_.reset();
    std::fill(previous_.begin(), previous_.end(), 1.0F);
}

float HighBands::meanOf(std::span<const float> values, std::size_t band) const noexcept {
    float sum = 0;
    for (int k = edges_[band]; k < edges_[band + 1]; ++k)
        sum += values[static_cast<std::size_t>(k)];
    return sum / static_cast<float>(edges_[band + 1] - edges_[band]);
}

void HighBands::track(const CoreControls& controls) noexcept {
    if (!controls.followNoise && tracker_.started()) return;
    tracker_.update(bandPower_);
    if (controls.expectedNoise.empty()) return;
    for (std::size_t b = 0; b < bandPower_.size(); ++b) {
        const auto first = expected_.begin() + edges_[b], end = expected_.begin() + edges_[b + 1];
        const bool known = std::all_of(first, end, [](float p) { return p >= 0; });
        bandExpected_[b] = known ? meanOf(expected_, b) : -1.0F;
    }
    tracker_.hold(bandExpected_, controls.expectedWeight);
}

void HighBands::process(std::span<const float> power, float below, const CoreControls& controls,
                        std::span<float> gain) noexcept {
    for (std::size_t b = 0; b < bandPower_.size(); ++b)
        bandPower_[b] = meanOf(power, b) + powerFloor;
    track(controls);
    for (std::size_t b = 0; b < bandPower_.size(); ++b) {
        const float posterior = bandPower_[b] / tracker_.noise()[b];
        const float snr = snrKept * previous_[b] + (1 - snrKept) * std::max(posterior - 1, 0.0F);
        const float wiener = snr / (1 + snr);
        previous_[b] = wiener * wiener * std::min(posterior, largestPosterior);
        const float mask = std::sqrt(wiener * below);
        std::fill(gain.begin() + edges_[b], gain.begin() + edges_[b + 1],
                  mask + (1 - mask) * controls.trackedLevel);
    }
}

} // namespace winnow::separation::layered
