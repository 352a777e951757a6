// SPDX-License-Identifier: GPL-3.0-or-later
/// A generator of galaxy spectra as a survey takes them: errors of every pixel, gaps, different windows.
#pragma once

#include "tools/examples/common/random.h"

namespace winnow::examples::astronomy {

struct Survey {
    Vector wavelength; ///< m, angstrom in the galaxies' rest frame, evenly spaced in its logarithm
    Matrix templates;  ///< m x 4: old stars, young stars, ionised gas, active nucleus
    Matrix truth;      ///< m x n: flux without noise, also where nothing was observed
    Matrix flux;       ///< m x n: as observed, negative values set to 0; 0 where there is nothing
    Matrix weights;    ///< m x n: 1 / error^2, 0 where there is nothing
};

/// Mixtures of four templates with lines at their laboratory wavelengths. The spectrograph sees 3800 to 7800
/// angstrom, the galaxies are redshifted by 0 to 0.3, so that each shows another window; errors follow
/// Poisson statistics of galaxy and night sky (brighter in the red, with lines); 3 in 100 pixels are lost.
/// [any]
Survey simulateSurvey(Index pixels, Index galaxies, std::uint64_t seed);

} // namespace winnow::examples::astronomy
