// SPDX-License-Identifier: GPL-3.0-or-later
/// Network coordinates: all distances between N hosts from O(N) measurements.
#pragma once

#include "tools/examples/common/random.h"

namespace winnow::examples::internet_distances {

/// What a method may know and what it says.
struct Prediction {
    Matrix distances; ///< hosts x hosts
    Matrix measured;  ///< 1 where a distance was measured
    double count() const { return measured.sum(); }
};

/// IDES (Mao, Saul & Smith 2006): the landmarks' distances are factorized, D ~ X Y^T; any other host measures
/// to and from the landmarks and solves least squares for its outgoing and incoming vector. `nonNegative`:
/// NMF and non-negative least squares, else the SVD and ordinary ones.
Prediction ides(const Matrix& times, Index landmarks, Index dimensions, bool nonNegative, std::uint64_t seed);

/// Phoenix (Chen, Wang, Shi, Lua, Deng & Li 2011): no landmarks; each host joins with `references` hosts that
/// are there at random, by non-negative least squares weighted by how well each reference is placed, and
/// solves again as the others move. The weights here are 1 / (error of the reference + 0.1)^2.
Prediction phoenix(const Matrix& times, Index references, Index dimensions, std::uint64_t seed);

/// Vivaldi (Dabek, Cox, Kaashoek & Morris 2004): springs in three dimensions with a height.
Prediction vivaldi(const Matrix& times, Index references, std::uint64_t seed);

} // namespace winnow::examples::internet_distances
