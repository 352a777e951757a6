// SPDX-License-Identifier: GPL-3.0-or-later
/// A hierarchy of features: convolutive NMF of images, pooled, and factorized again.
#pragma once

#include "tools/examples/common/measures.h"
#include "tools/examples/example.h"

namespace winnow::examples::stacked_features {

struct Options {
    std::uint64_t seed = 0;
    Index images = 300;
    Index firstFeatures = 16, secondFeatures = 32;
    int iterations = 120;
};

/// Share of the digits whose nearest neighbour (cosine, itself left out) is of the same class.
struct Figures {
    double pixels = 0, nmf = 0, first = 0, second = 0; ///< by pixels; NMF of cells; pooled layers 1 and 2
    double both = 0;                                   ///< layers 1 and 2 together
    Matrix strip;                ///< 8 x columns: the digits side by side, each at a random place in its cell
    std::vector<Matrix> strokes; ///< features of the first layer, 8 x taps
    Matrix activations;          ///< of the first layer
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::stacked_features
