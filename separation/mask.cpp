// SPDX-License-Identifier: GPL-3.0-or-later
/// Masks from estimated parts.
#include "separation/mask.h"

#include "separation/constants.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

void wienerMask(std::span<const float> speech, std::span<const float> noise, float exponent,
                std::span<float> gain) noexcept {
    for (std::size_t k = 0; k < gain.size(); ++k) {
        const float s = speech[k];
        const float n = noise[k];
        if (s == n) { // both may be 0
            gain[k] = 0.5F;
            continue;
        }
        // The ratio of the smaller to the larger part is at most 1: no power of it overflows, whatever the
        // level.
        const float ratio = std::min(s, n) / std::max(s, n);
        const float power = exponent == 2.0F   ? ratio * ratio
                            : exponent == 1.0F ? ratio
                                               : std::pow(ratio, exponent);
        gain[k] = (s > n ? 1.0F : power) / (1.0F + power);
    }
}

void smoothMask(std::span<float> state, float keep, std::span<float> gain) noexcept {
    for (std::size_t k = 0; k < gain.size(); ++k)
        gain[k] = state[k] = keep * state[k] + (1.0F - keep) * gain[k];
}

float floorFromAmount(float amountDb) noexcept {
    if (amountDb >= constants::noLimitAmountDb) return 0.0F;
    if (!(amountDb > 0.0F)) return 1.0F;
    return std::pow(10.0F, -amountDb / 20.0F);
}

} // namespace winnow::separation
