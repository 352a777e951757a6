// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/admixture/genotypes.h"

namespace winnow::examples::admixture {

Sample simulateGenotypes(Index loci, Index individuals, Index populations, Random& random) {
    constexpr double fst = 0.15;
    Sample sample;
    sample.frequencies.resize(loci, populations);
    for (Index l = 0; l < loci; ++l) {
        const double ancestral = random.uniform(0.05, 0.95);
        for (Index k = 0; k < populations; ++k)
            sample.frequencies(l, k) =
                random.beta(ancestral * (1 - fst) / fst, (1 - ancestral) * (1 - fst) / fst);
    }
    sample.ancestry.resize(populations, individuals);
    for (Index i = 0; i < individuals; ++i)
        sample.ancestry.col(i) = random.dirichlet(Vector::Constant(populations, 0.4));
    const Matrix probability = sample.frequencies * sample.ancestry;
    sample.counts.resize(loci, individuals);
    for (Index e = 0; e < probability.size(); ++e)
        sample.counts.data()[e] = static_cast<double>(random.binomial(2, probability.data()[e]));
    return sample;
}

Matrix indicators(const Matrix& counts) {
    Matrix result = Matrix::Zero(3 * counts.rows(), counts.cols());
    for (Index i = 0; i < counts.cols(); ++i)
        for (Index l = 0; l < counts.rows(); ++l)
            result(3 * l + static_cast<Index>(counts(l, i)), i) = 1;
    return result;
}

} // namespace winnow::examples::admixture
