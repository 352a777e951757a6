// SPDX-License-Identifier: GPL-3.0-or-later
/// A sound for a noise of which only the spectrum was kept.
#pragma once

#include "separation/layered/learned_noise.h"

#include <cstdint>
#include <vector>

namespace winnow::separation::unfolded {

/// Gaussian noise at 16 kHz with the learned noise's power spectrum, level arbitrary: stands in for it where
/// a further noise is learned. [any thread but audio]
std::vector<float> soundOf(const layered::LearnedNoise& noise, double seconds, std::uint64_t seed);

} // namespace winnow::separation::unfolded
