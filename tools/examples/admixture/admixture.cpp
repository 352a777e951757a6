// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/admixture/admixture.h"

#include "nmf/nnls.h"
#include "nmf/reading/assignment.h"
#include "nmf/variants/variant.h"
#include "tools/examples/admixture/genotypes.h"
#include "tools/examples/common/rivals.h"

#include <algorithm>
#include <cmath>

namespace winnow::examples::admixture {
namespace {

void columnsToSumOne(Matrix& x) {
    for (Index j = 0; j < x.cols(); ++j)
        x.col(j) /= std::max(1e-300, x.col(j).sum());
}

/// Genotype frequencies with sum 1 at each locus and population.
void genotypesToSumOne(Matrix& G) {
    for (Index k = 0; k < G.cols(); ++k)
        for (Index l = 0; l + 2 < G.rows(); l += 3)
            G.col(k).segment<3>(l) /= std::max(1e-300, G.col(k).segment<3>(l).sum());
}

struct Ancestry {
    Matrix G; ///< 3 loci x populations: genotype frequencies
    Matrix Q; ///< populations x individuals
};

/// sNMF (Frichot, Mathieu, Trouillon, Bouchard & Francois 2014): X ~ G Q by alternating non-negative least
/// squares, with Q's columns and G's genotypes scaled to sum 1 after each. @param hidden  1 where X is not
/// looked at: there the model stands in for it
Ancestry snmf(const Matrix& X, const Matrix& hidden, Index k, std::uint64_t seed, int iterations = 60) {
    Matrix Q = nmf::randomFactor(k, X.cols(), seed, 1), G, filled = X;
    columnsToSumOne(Q);
    const bool any = hidden.size() > 0;
    if (any) filled = (hidden.array() > 0).select(1.0 / 3, X);
    for (int i = 0; i < iterations; ++i) {
        G = nmf::nnlsGram<double>(Q * Q.transpose(), Q * filled.transpose()).transpose();
        genotypesToSumOne(G);
        Q = nmf::nnlsGram<double>(G.transpose() * G, G.transpose() * filled);
        columnsToSumOne(Q);
        if (any) filled = (hidden.array() > 0).select(G * Q, X);
    }
    return {G, Q};
}

/// Expectation maximisation for the same model's likelihood (Tang, Peng, Wang & Risch 2005).
Matrix emAncestry(const Matrix& counts, Index k, std::uint64_t seed, int iterations = 200) {
    Matrix Q = nmf::randomFactor(k, counts.cols(), seed, 1);
    columnsToSumOne(Q);
    Matrix F = nmf::randomFactor(counts.rows(), k, seed, 2, 0.9);
    const Matrix other = 2 - counts.array();
    for (int i = 0; i < iterations; ++i) {
        const Matrix P = (F * Q).cwiseMax(1e-9).cwiseMin(1 - 1e-9);
        const Matrix derived = counts.cwiseQuotient(P),
                     ancestral = other.cwiseQuotient((1 - P.array()).matrix());
        const Matrix a = F.cwiseProduct(derived * Q.transpose());
        const Matrix b = (1 - F.array()).matrix().cwiseProduct(ancestral * Q.transpose());
        Q = Q.cwiseProduct(F.transpose() * derived + (1 - F.array()).matrix().transpose() * ancestral);
        columnsToSumOne(Q);
        F = a.cwiseQuotient((a + b).cwiseMax(1e-300));
    }
    return Q;
}

/// Rows of Q in the order that agrees best with the truth's.
Matrix arranged(const Matrix& truth, const Matrix& Q) {
    Matrix cost(truth.rows(), Q.rows());
    for (Index a = 0; a < truth.rows(); ++a)
        for (Index b = 0; b < Q.rows(); ++b)
            cost(a, b) = (truth.row(a) - Q.row(b)).squaredNorm();
    const std::vector<Index> partner = nmf::assign(cost);
    Matrix result(truth.rows(), truth.cols());
    for (std::size_t a = 0; a < partner.size(); ++a)
        result.row(static_cast<Index>(a)) = Q.row(partner[a]);
    return result;
}

double rootMeanSquare(const Matrix& difference) {
    return std::sqrt(difference.squaredNorm() / static_cast<double>(difference.size()));
}

/// The usual quick look: principal components, k-means, everybody of one population.
Matrix clusterMembership(const Matrix& counts, Index k, std::uint64_t seed) {
    const Labels labels = kMeans(principalComponents(counts, k - 1).scores, k, seed).labels;
    Matrix Q = Matrix::Zero(k, counts.cols());
    for (std::size_t i = 0; i < labels.size(); ++i)
        Q(labels[i], static_cast<Index>(i)) = 1;
    return Q;
}

/// Mean of -log P(genotype) over genotypes that the fit did not see.
double crossEntropy(const Matrix& counts, Index k, const Options& options) {
    const Matrix X = indicators(counts);
    Random random(options.seed + 1); // the same mask for every k
    Matrix hidden = Matrix::Zero(X.rows(), X.cols());
    for (Index i = 0; i < counts.cols(); ++i)
        for (Index l = 0; l < counts.rows(); ++l)
            if (random.uniform() < options.masked) hidden.col(i).segment<3>(3 * l).setOnes();
    const Ancestry fit = snmf(X, hidden, k, options.seed);
    const Matrix P = fit.G * fit.Q;
    double sum = 0, count = 0;
    for (Index e = 0; e < X.size(); ++e)
        if (hidden.data()[e] * X.data()[e] > 0) sum -= std::log(std::max(P.data()[e], 1e-3)), ++count;
    return sum / count;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    const Sample sample = simulateGenotypes(options.loci, options.individuals, options.populations, random);
    const Index k = options.populations;
    Figures figures;
    figures.truth = sample.ancestry;
    figures.byNmf = arranged(sample.ancestry, snmf(indicators(sample.counts), {}, k, options.seed).Q);
    figures.byEm = arranged(sample.ancestry, emAncestry(sample.counts, k, options.seed));
    const Matrix clusters = arranged(sample.ancestry, clusterMembership(sample.counts, k, options.seed));
    figures.nmfError = rootMeanSquare(figures.byNmf - figures.truth);
    figures.emError = rootMeanSquare(figures.byEm - figures.truth);
    figures.clusterError = rootMeanSquare(clusters - figures.truth);
    const Matrix part = sample.counts.topRows(std::min(options.lociForChoice, options.loci));
    for (Index tried = 1; tried <= options.mostPopulations; ++tried)
        figures.crossEntropy.push_back(crossEntropy(part, tried, options));
    figures.chosen = std::min_element(figures.crossEntropy.begin(), figures.crossEntropy.end()) -
                     figures.crossEntropy.begin() + 1;
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows{{"RMSE of ancestries, sNMF", f.nmfError},
                             {"RMSE of ancestries, EM", f.emError},
                             {"RMSE of ancestries, PCA and k-means", f.clusterError},
                             {"populations planted", static_cast<double>(f.truth.rows())},
                             {"populations chosen by cross-entropy", static_cast<double>(f.chosen)}};
    for (std::size_t k = 0; k < f.crossEntropy.size(); ++k)
        rows.push_back({"cross-entropy, " + std::to_string(k + 1) + " populations", f.crossEntropy[k]});
    return rows;
}

} // namespace winnow::examples::admixture
