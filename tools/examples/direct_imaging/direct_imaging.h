// SPDX-License-Identifier: GPL-3.0-or-later
/// Direct imaging of exoplanets: a faint companion beside a star, by sequential NMF.
#pragma once

#include "tools/examples/direct_imaging/telescope.h"
#include "tools/examples/example.h"

namespace winnow::examples::direct_imaging {

struct Options {
    std::uint64_t seed = 0;
    ObservationOptions observation; ///< its seed is replaced
    Index components = 20;
    double calmDrift = 0.02; ///< of observations with calmer speckles, to compare; 0: none
    int drawsForMean = 5;    ///< observations that the mean figures are taken over
};

struct Detection {
    Matrix image;             ///< what is left of the first observation
    double signalToNoise = 0; ///< at the companion, mean over the observations
    double throughput = 0;    ///< share of the companion's light that is left, mean
    double foundFirst = 0;    ///< share of the observations whose most significant place is the companion's
};

struct Figures {
    Observation observation; ///< the first
    Detection classical, klip, nmf;
    Detection calmClassical, calmKlip, calmNmf; ///< where the speckles drift less
    std::vector<double> residualVariance;       ///< of the references, after each component
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::direct_imaging
