// SPDX-License-Identifier: GPL-3.0-or-later
/// A short training that adapts a finished model to noises of a user's room.
#pragma once

#include "separation/layered/layered_weights.h"
#include "separation/training/unfolded/source_audio.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace winnow::separation::unfolded {

struct FineTuningOptions {
    int steps;       ///< default in training/constants.h
    double seconds;  ///< at most, of the clock: where they would not do, there are fewer steps
    double stepSize; ///< Adam's first, on log-parameters; it falls linearly to 0
    double ownShare; ///< of the mixtures with the user's own noise
    std::uint64_t seed = 0;
    FineTuningOptions();
};

/// Adam on mixtures of 2 s: built-in speech with the user's noise, or with built-in and synthetic ones, so
/// that what the model knew is not forgotten. Uses the calling thread and one more, which makes the mixtures.
/// As long as `seconds` do not end it, the same input gives the same weights.
/// @param own       the user's noise, at least one clip
/// @param progress  share done; returning false cancels
/// @returns nothing if cancelled
/// @throws std::runtime_error if the gradient is not finite. [any thread but audio]
std::optional<layered::LayeredWeights> fineTune(const layered::LayeredWeights& weights,
                                                const SourceGroup& own, const FineTuningOptions& options,
                                                const std::function<bool(double)>& progress);

} // namespace winnow::separation::unfolded
