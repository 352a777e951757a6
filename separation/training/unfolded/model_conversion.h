// SPDX-License-Identifier: GPL-3.0-or-later
/// Between the trainer's flat vectors and the weights that inference and model files use.
#pragma once

#include "separation/layered/layered_weights.h"
#include "separation/training/unfolded/shape.h"

#include <span>
#include <vector>

namespace winnow::separation::unfolded {

/// The weights of a theta. [any]
layered::LayeredWeights toLayeredWeights(const Layout& layout, std::span<const float> theta);

/// A theta that gives these weights (to rounding): where training goes on from a finished model. Weights at
/// the edge of what theta can express, such as zeros in W, come back as very small values. [any]
std::vector<float> toTheta(const layered::LayeredWeights& weights);

} // namespace winnow::separation::unfolded
