// SPDX-License-Identifier: GPL-3.0-or-later
/// Teach a model a user's own noise.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "separation/model.h"

namespace winnow::separation {

struct LearnOptions {
    std::string name = "learned"; ///< the new noise group's name
    int atoms;                    ///< default in constants.h
    int iterations;
    std::uint64_t seed = 0;
    LearnOptions();
};

/// Share done, 0 .. 1; returning false cancels.
using LearnProgress = std::function<bool(double)>;

/// A new model: `base` with a noise group learned from `noise` (one channel, no speech in it, at least two frames,
/// better some seconds). Runs on any thread but the audio thread. [any]
/// @returns null if cancelled
/// @throws std::invalid_argument: too short, silent, not finite, name taken, or a model without a dictionary
ModelPtr learnNoise(const Model& base, std::span<const float> noise, double sampleRate, const LearnOptions& options = {},
                    const LearnProgress& progress = {});

} // namespace winnow::separation
