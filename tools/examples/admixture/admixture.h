// SPDX-License-Identifier: GPL-3.0-or-later
/// Population genetics: ancestries of admixed individuals by sNMF.
#pragma once

#include "tools/examples/common/random.h"
#include "tools/examples/example.h"

namespace winnow::examples::admixture {

struct Options {
    std::uint64_t seed = 0;
    Index loci = 1000, individuals = 120, populations = 4;
    Index mostPopulations = 7; ///< tried for the choice by cross-entropy
    Index lociForChoice = 1000;
    double masked = 0.05; ///< share of the genotypes hidden for it
};

struct Figures {
    Matrix truth, byNmf, byEm; ///< populations x individuals, columns of sum 1, in the truth's order
    double nmfError = 0, emError = 0, clusterError = 0; ///< root mean square errors of the ancestries
    std::vector<double> crossEntropy;                   ///< of masked genotypes for 1, 2, ... populations
    Index chosen = 0;                                   ///< where it is least
};

Figures run(const Options& options);
std::vector<Figure> table(const Figures& figures);
tools::Canvas draw(const Figures& figures);

} // namespace winnow::examples::admixture
