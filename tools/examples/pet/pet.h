// SPDX-License-Identifier: GPL-3.0-or-later
/// Dynamic PET: the curves of blood and tissues, and where they are, by sparse NMF.
#pragma once

#include "tools/examples/example.h"
#include "tools/examples/pet/phantom.h"

namespace winnow::examples::pet {

struct Options {
    std::uint64_t seed = 0;
    Index side = 40;
    double countsPerUnit = 1;
    double sparsity = 1.5; ///< l1H
    int restarts = 5;
    int iterations = 1000;
};

/// Means over the three tissues.
struct Recovery {
    double curveError = 0; ///< |scaled found - true| / |true|
    double imageMatch = 0; ///< correlation of the factor image with the true one
    Matrix curves;         ///< frames x 3 in the phantom's order, scaled to the true ones
    Matrix images;         ///< 3 x pixels
};

struct Figures {
    Phantom phantom;
    Recovery sparse, plain, kMeans, pca;
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::pet
