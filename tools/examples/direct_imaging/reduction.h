// SPDX-License-Identifier: GPL-3.0-or-later
/// Taking the star's light away from a stack of images, and looking for what is left.
#pragma once

#include "tools/examples/direct_imaging/telescope.h"

namespace winnow::examples::direct_imaging {

/// Each takes pixels x frames and returns size x size: residuals turned to a common sky, their median.

/// Classical angular differential imaging: the median of the stack is the star (Marois et al. 2006).
Matrix classicalAdi(const Observation& observation);

/// The first k principal components of the references are the star (KLIP, Soummer, Pueyo & Larkin 2012).
Matrix klip(const Observation& observation, Index k);

/// Sequential NMF of the references, and the targets as non-negative mixtures of its components (Ren, Pueyo,
/// Zhu, Debes & Duchene 2018). @param residualVariance  of the references, after each component
Matrix sequential(const Observation& observation, Index k, std::uint64_t seed,
                  std::vector<double>& residualVariance);

/// Sum over a disc of the resolution element's diameter.
double apertureSum(const Matrix& image, double row, double column);

/// Signal to noise at a place by the apertures on the circle about the star through it, with the correction
/// for few of them (Mawet et al. 2014). 0 outside the circles that fit in the image or too close to the star.
double signalToNoise(const Matrix& image, double row, double column);

/// The same everywhere.
Matrix signalToNoiseMap(const Matrix& image);

} // namespace winnow::examples::direct_imaging
