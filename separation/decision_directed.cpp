// SPDX-License-Identifier: GPL-3.0-or-later
/// The last frame's estimate as a second opinion on this frame's mask.
#include "separation/decision_directed.h"

#include "separation/constants.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

void DecisionDirected::prepare(int bins) {
    last_.assign(static_cast<std::size_t>(bins), 0.0F);
    hasLast_ = false;
}

void DecisionDirected::reset() noexcept {
    hasLast_ = false;
}

void DecisionDirected::process(std::span<const float> magnitude, std::span<const float> noise, float exponent,
                               float weight, std::span<float> gain) noexcept {
    constexpr float leastNoiseShare = 1e-6F; // 1 - G, so that z stays finite
    for (std::size_t k = 0; k < gain.size(); ++k) {
        if (hasLast_) {
            const float own = gain[k] / std::max(1.0F - gain[k], leastNoiseShare);
            const float z = weight * last_[k] + (1.0F - weight) * own;
            gain[k] = z / (1.0F + z);
        }
        // Compared as a product: noise may be zero.
        const float bound = constants::largestPosteriorRatio;
        const float posterior = magnitude[k] < bound * noise[k] ? magnitude[k] / noise[k] : bound;
        last_[k] = std::pow(gain[k] * posterior, exponent);
    }
    hasLast_ = true;
}

} // namespace winnow::separation
