// SPDX-License-Identifier: GPL-3.0-or-later
/// A model that also knows the user's noise.
#pragma once

#include "separation/model.h"

#include <functional>
#include <span>
#include <stdexcept>
#include <string>

namespace winnow::tools {

/// A noise that teaches nothing: too short, silent. The message fits behind the recording's name.
class NoiseError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Longest part of a noise recording that is listened to, in seconds: more teaches nothing new.
inline constexpr double longestNoise = 60;

/// `base` with a noise group learned from one channel. The group is called "learned", or "learned 2" ...
/// where the model has one of that name.
/// @param learnSeconds  see LearnOptions
/// @param progress  share done; returning false cancels
/// @returns null if cancelled  @throws NoiseError. [main]
separation::ModelPtr withLearnedNoise(const separation::Model& base, std::span<const float> noise,
                                      double sampleRate, double learnSeconds,
                                      const std::function<bool(double)>& progress);

} // namespace winnow::tools
