// SPDX-License-Identifier: GPL-3.0-or-later
/// Spectra with errors and gaps: weighted NMF, and how many components there are.
#pragma once

#include "tools/examples/astronomy/galaxies.h"
#include "tools/examples/example.h"

namespace winnow::examples::astronomy {

struct Options {
    std::uint64_t seed = 0;
    Index pixels = 300, galaxies = 200;
    Index mostComponents = 8; ///< of the residual-variance curve
    int iterations = 1500;
};

/// Root mean square error against the flux without noise, relative to that flux's root mean square.
struct Error {
    double observed = 0; ///< where there was a measurement
    double gaps = 0;     ///< where there was none
};

struct Figures {
    Survey survey;
    Matrix W, H;                ///< of weighted NMF with 4 components
    std::vector<double> match;  ///< cosines of the templates with their components
    double unweightedMatch = 0; ///< the least of these cosines of NMF that takes the gaps filled with means
    Error weighted, unweighted, pca, iteratedPca; ///< iteratedPca: gaps filled again and again by the PCA
    std::vector<double> residual,
        pcaResidual; ///< share of the (weighted) sum of squares left over after 1, 2, ...
    Index elbow = 0, pcaElbow = 0;
    double noiseShare = 0; ///< what noise alone leaves over
    double gapShare = 0;   ///< of the pixels without a measurement
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::astronomy
