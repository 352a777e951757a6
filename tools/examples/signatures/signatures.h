// SPDX-License-Identifier: GPL-3.0-or-later
/// Mutational signatures: which processes left the mutations of many tumours.
#pragma once

#include "tools/examples/common/measures.h"
#include "tools/examples/example.h"

namespace winnow::examples::signatures {

struct Options {
    std::uint64_t seed = 0;
    Index genomes = 120;
    double mutations = 3000; ///< median of a genome
    Index leastRank = 2, mostRank = 9;
    int restarts = 5;
};

struct Figures {
    Matrix planted;                                 ///< 96 x 6, columns of sum 1
    Matrix found;                                   ///< by Kullback-Leibler NMF, in the same order
    std::vector<double> kl, frobenius, kMeans, pca; ///< cosines of the planted ones with their partners
    double exposures = 0;        ///< mean over the signatures of the correlation of found and true exposures
    std::vector<double> heldOut; ///< mean divergence of hidden counts, for leastRank, ...
    Index leastRank = 0, chosen = 0;
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::signatures
