// SPDX-License-Identifier: GPL-3.0-or-later
/// A generator of genotypes of admixed individuals.
#pragma once

#include "tools/examples/common/random.h"

namespace winnow::examples::admixture {

struct Sample {
    Matrix counts;      ///< loci x individuals: 0, 1 or 2 copies of the derived allele
    Matrix ancestry;    ///< populations x individuals, columns of sum 1
    Matrix frequencies; ///< loci x populations
};

/// Frequencies in each population drift from ancestral ones by the beta distribution of Balding & Nichols
/// (1995) with F_ST 0.15; ancestries are Dirichlet; each of the two alleles comes from a population by
/// ancestry and is derived with its frequency (the model of Pritchard, Stephens & Donnelly 2000). [any]
Sample simulateGenotypes(Index loci, Index individuals, Index populations, Random& random);

/// 3 loci x individuals: 1 in the row of each genotype's count (Frichot et al. 2014).
Matrix indicators(const Matrix& counts);

} // namespace winnow::examples::admixture
