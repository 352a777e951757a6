// SPDX-License-Identifier: GPL-3.0-or-later
/// Noises made by rule, for what recordings lack.
#pragma once

#include "separation/training/unfolded/random.h"
#include "separation/training/unfolded/spectral_shaper.h"

#include <span>

namespace winnow::separation::unfolded {

/// Fills `out` (16 kHz) with one of: coloured noise (slopes of 0 to -9 dB an octave, peaks), the same with
/// slow or fast modulation, hum (50 or 60 Hz, harmonics), harmonic tones that drift (motors, fans, whistles),
/// clicks and bursts; or two of them. Level is arbitrary. [main]
void makeSyntheticNoise(std::span<float> out, Random& random, SpectralShaper& shaper);

} // namespace winnow::separation::unfolded
