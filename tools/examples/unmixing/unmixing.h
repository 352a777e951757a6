// SPDX-License-Identifier: GPL-3.0-or-later
/// Hyperspectral unmixing: which materials, and how much of each in every pixel, by separable NMF.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/examples/example.h"

namespace winnow::examples::unmixing {

struct Options {
    std::uint64_t seed = 0;
    Index bands = 150, side = 40, materials = 5;
    std::vector<double> decibels{50, 40, 30, 20}; ///< signal to noise
};

/// Mean over the materials of the spectral angle in degrees, and root mean square error of the abundances.
struct Error {
    double angle = 0, abundance = 0;
};

struct Comparison {
    double decibels = 0;
    Error spa, xray, fromSpa, random,
        kMeans;            ///< fromSpa: Frobenius NMF that starts there; random: from 5 starts
    double purePixels = 0; ///< share of the planted pure pixels (or others as pure) that SPA picks
};

struct Scene {
    Index side = 0;
    Vector micrometres; ///< bands
    Matrix spectra;     ///< bands x materials, reflectance 0 to 1
    Matrix abundances;  ///< materials x pixels, columns of sum 1
};

struct Figures {
    Scene scene;
    std::vector<Comparison> comparisons;
    Matrix spectra, abundances; ///< by SPA at the third (or last) noise level, in the order of the scene's
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::unmixing
