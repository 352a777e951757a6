// SPDX-License-Identifier: GPL-3.0-or-later
/// Models made of nothing but a seed, for tests: voiced-looking speech atoms, broad noise atoms.
#pragma once

#include "separation/model.h"

#include <cstdint>
#include <memory>

namespace winnow::test {

struct SyntheticSize {
    int speechAtoms = 24;
    int noiseAtoms = 16;
    int axisLength = 257;
    double bandwidthHz = 8000;
};

/// Speech: harmonics of pitches from 90 to 400 Hz under three formants. Noise: one or two broad hills on a
/// slope.
separation::Dictionary syntheticDictionary(const SyntheticSize& size = {}, std::uint32_t seed = 1);

std::shared_ptr<const separation::NmfModel> syntheticModel(const separation::NmfSettings& settings = {},
                                                           const SyntheticSize& size = {},
                                                           std::uint32_t seed = 1);

} // namespace winnow::test
