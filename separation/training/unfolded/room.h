// SPDX-License-Identifier: GPL-3.0-or-later
/// Synthetic rooms.
#pragma once

#include "separation/training/unfolded/random.h"

#include <vector>

namespace winnow::separation::unfolded {

/// Impulse responses at 16 kHz; the direct sound comes at sample 0 with value 1.
struct Room {
    std::vector<float> whole; ///< direct sound, early reflections, diffuse tail
    std::vector<float> early; ///< the first 50 ms of it: what a listener takes for the speaker's own sound
};

inline constexpr int longestRoom = 12800; ///< samples of a response at most: 0.8 s

/// Reverberation times of 0.15 to 0.8 s, high frequencies dying away earlier, direct-to-reverberant ratios of
/// -3 to 12 dB. [any]
Room makeRoom(Random& random);

} // namespace winnow::separation::unfolded
