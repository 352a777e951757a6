// SPDX-License-Identifier: GPL-3.0-or-later
/// A generator of dynamic positron emission tomography: a slice of a head over an hour after injection.
#pragma once

#include "tools/examples/common/random.h"

namespace winnow::examples::pet {

struct Phantom {
    Index side = 0;
    Vector minutes;   ///< middle of each frame
    Vector durations; ///< minutes
    Matrix curves;    ///< frames x 3 (blood, normal tissue, lesion): activity
    Matrix images;    ///< 3 x pixels: how much of each tissue a pixel holds, blurred as the scanner blurs
    Matrix counts;    ///< frames x pixels: detected photons
};

/// Blood follows the input function of Feng, Huang & Wang (1993); tissue takes it up as two compartments of
/// FDG do (K1 k2 k3, nothing leaves the last), the lesion faster. Counts are Poisson with means activity
/// times duration. [any]
Phantom simulatePhantom(Index side, double countsPerUnit, Random& random);

} // namespace winnow::examples::pet
