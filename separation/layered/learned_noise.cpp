// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/learned_noise.h"

#include "separation/layered/config.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace winnow::separation::layered {

namespace {

constexpr float leastActivation = 1e-3F; // so that a noise that comes back is found again
constexpr float powerFloor = 1e-10F;     // the tracker's

} // namespace

void ExpectedNoise::prepare(std::span<const LearnedNoise> noises, double spacing) {
    const auto size = static_cast<std::size_t>(bins);
    noises_.assign(noises.size(), std::vector<float>(size, -1.0F));
    for (std::size_t i = 0; i < noises.size(); ++i)
        for (std::size_t k = 0; k < size; ++k) {
            const auto at = static_cast<std::size_t>(std::lround(static_cast<double>(k) * spacing / binHz));
            if (at < noises[i].power.size()) noises_[i][k] = noises[i].power[at];
        }
    levels_.assign(noises.size(), 0.0F);
    activations_.assign(noises.size(), 1.0F);
    for (auto* values : {&expected_, &model_})
        values->assign(size, -1.0F);
    reset();
}

void ExpectedNoise::reset() noexcept {
    std::fill(activations_.begin(), activations_.end(),
              activations_.empty() ? 0.0F : 1.0F / static_cast<float>(activations_.size()));
    combine();
}

void ExpectedNoise::setLevels(std::span<const float> levels) noexcept {
    std::fill(levels_.begin(), levels_.end(), 0.0F);
    std::copy_n(levels.begin(), std::min(levels.size(), levels_.size()), levels_.begin());
    combine();
}

void ExpectedNoise::update(std::span<const float> tracked) noexcept {
    if (noises_.size() < 2) return;
    for (std::size_t k = 0; k < tracked.size(); ++k) {
        model_[k] = powerFloor;
        for (std::size_t i = 0; i < noises_.size(); ++i)
            model_[k] += activations_[i] * std::max(noises_[i][k], 0.0F);
    }
    for (std::size_t i = 0; i < noises_.size(); ++i) {
        float gain = 0, sum = 0;
        for (std::size_t k = 0; k < tracked.size(); ++k) {
            const float p = std::max(noises_[i][k], 0.0F);
            gain += p * (tracked[k] / model_[k]);
            sum += p;
        }
        if (sum > 0) activations_[i] = std::clamp(activations_[i] * gain / sum, leastActivation, 1.0F);
    }
    combine();
}

void ExpectedNoise::combine() noexcept {
    share_ = 0;
    std::fill(expected_.begin(), expected_.end(), -1.0F);
    for (std::size_t i = 0; i < noises_.size(); ++i) {
        share_ = std::max(share_, 1 - levels_[i]);
        const float a = noises_.size() == 1 ? 1.0F : activations_[i] * (1 - levels_[i]);
        for (std::size_t k = 0; k < expected_.size(); ++k)
            if (noises_[i][k] >= 0) expected_[k] = std::max(expected_[k], 0.0F) + a * noises_[i][k];
    }
}

} // namespace winnow::separation::layered
