// SPDX-License-Identifier: GPL-3.0-or-later
/// Missing values filled in: NMF against means, nearest neighbours and SVD.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/examples/example.h"

namespace winnow::examples::imputation {

struct Options {
    std::uint64_t seed = 0;
    Index images = 500;
    std::vector<double> hidden{0.1, 0.3, 0.5, 0.7}; ///< shares of the pixels
    Index genes = 80, tissues = 150;                ///< of the second data set
    std::vector<Index> ranks{8, 16, 32};            ///< NMF chooses among them by held-out error
    std::vector<double> penalties{1, 2};            ///< and among these weights of l2W and l2H
    int iterations = 300;
};

/// Root mean square errors on the hidden pixels, which range from 0 to 1.
struct Errors {
    double hidden = 0; ///< the share
    double mean = 0, neighbours = 0, svd = 0, shrunkSvd = 0, nmf = 0;
    Index rank = 0, bestNeighbours = 0, svdRank = 0; ///< rivals: the best on the hidden pixels themselves
};

struct Figures {
    std::vector<Errors> digits; ///< one for each share
    Errors mixtures;            ///< expression in mixtures of four kinds of cells (generator), 0.3 hidden
    Matrix holed;               ///< the images of the third share (or the last), NaN where hidden
    Matrix truth, byNmf, bySvd, byNeighbours;
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::imputation
