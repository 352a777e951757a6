// SPDX-License-Identifier: GPL-3.0-or-later
/// The last frame's estimate as a second opinion on this frame's mask.
#pragma once

#include <span>
#include <vector>

namespace winnow::separation {

/// Decision-directed estimation of the ratio of speech to noise (Ephraim & Malah 1984, eq. 51), for ratios to
/// any power a: z <- weight * (G' x' / n')^a + (1 - weight) * z, with z = G / (1 - G) of the frame's own mask
/// and G', x', n' of the frame before. It holds isolated flutter of the mask down and lets steady speech
/// through.
class DecisionDirected {
public:
    void prepare(int bins); ///< allocates [main]
    void reset() noexcept;  ///< forgets the last frame [audio]

    /// Changes the mask in place. The first frame after a reset stays as it is.
    /// @param magnitude  observed; @param noise  estimated; @param weight  0 .. <1 [audio]
    void process(std::span<const float> magnitude, std::span<const float> noise, float exponent, float weight,
                 std::span<float> gain) noexcept;

private:
    std::vector<float> last_; // ratio to the power a, from the frame before
    bool hasLast_ = false;
};

} // namespace winnow::separation
