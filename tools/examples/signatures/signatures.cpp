// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/signatures/signatures.h"

#include "nmf/reading/components.h"
#include "nmf/reading/held_out.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"

#include <algorithm>
#include <cmath>

namespace winnow::examples::signatures {
namespace {

constexpr Index channels = 96; // 6 substitutions x 4 bases before x 4 bases after
enum Substitution : Index { CA, CG, CT, TA, TC, TG };
enum Base : Index { A, C, G, T };

Index channel(Substitution substitution, Index before, Index after) {
    return 16 * substitution + 4 * before + after;
}

/// Shapes after what is written of the processes (Alexandrov et al. 2013), not the published numbers: clock
/// (C>T before G), two kinds of APOBEC (C>T and C>G after T), tobacco (C>A, all contexts), ultraviolet light
/// (C>T after C or T), and one that is flat.
Matrix plantSignatures(Random& random) {
    Matrix s(channels, 6);
    for (Index a = 0; a < s.cols(); ++a)
        s.col(a) = random.dirichlet(Vector::Constant(channels, a == 5 ? 4.0 : 0.5)) * (a == 5 ? 1.0 : 0.2);
    const auto raise = [&](Index signature, Substitution substitution, auto weight) {
        Vector motif = Vector::Zero(channels);
        for (Index before = A; before <= T; ++before)
            for (Index after = A; after <= T; ++after)
                motif(channel(substitution, before, after)) =
                    weight(before, after) * random.uniform(0.5, 1.5);
        s.col(signature) += 0.8 * motif / motif.sum();
    };
    raise(0, CT, [](Index, Index after) { return after == G ? 1.0 : 0.0; });
    raise(1, CT, [](Index before, Index after) { return before == T && after != G ? 1.0 : 0.0; });
    raise(2, CG, [](Index before, Index after) { return before == T && after != G ? 1.0 : 0.0; });
    raise(3, CA, [](Index, Index) { return 1.0; });
    raise(4, CT, [](Index before, Index) { return before == C || before == T ? 1.0 : 0.0; });
    for (Index a = 0; a < s.cols(); ++a)
        s.col(a) /= s.col(a).sum();
    return s;
}

/// Each genome has the clock, the flat one, and one to three others.
Matrix plantExposures(const Options& options, Random& random) {
    Matrix exposures = Matrix::Zero(6, options.genomes);
    for (Index j = 0; j < options.genomes; ++j) {
        exposures(0, j) = random.gamma(1);
        exposures(5, j) = random.gamma(1);
        for (Index others = 1 + random.below(3); others > 0; --others)
            exposures(1 + random.below(4), j) = 2 * random.gamma(1);
        exposures.col(j) *= options.mutations * std::exp(0.7 * random.normal()) / exposures.col(j).sum();
    }
    return exposures;
}

nmf::Options fitOptions(const Options& options, Index rank, double beta) {
    nmf::Options fit;
    fit.rank = rank;
    fit.beta = beta;
    fit.maxIterations = 1000;
    fit.tolerance = 1e-6;
    fit.seed = options.seed;
    if (beta == 2) fit.solver = nmf::Solver::AcceleratedHals;
    return fit;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    Figures figures;
    figures.planted = plantSignatures(random);
    const Matrix exposures = plantExposures(options, random);
    const Matrix counts = random.poissonMatrix(figures.planted * exposures);
    const Index k = figures.planted.cols();
    nmf::RestartOptions search;
    search.restarts = options.restarts;

    auto kl = nmf::factorizeBest<double>(counts, fitOptions(options, k, 1), search).best;
    nmf::normaliseComponents(kl.W, kl.H, nmf::Normalisation::Sum);
    const auto matching = nmf::matchComponents(figures.planted, kl.W);
    figures.kl = matching.similarity;
    figures.found.resize(channels, k);
    for (Index a = 0; a < k; ++a) {
        const Index partner = matching.partner[static_cast<std::size_t>(a)];
        figures.found.col(a) = kl.W.col(partner);
        figures.exposures += pearson(exposures.row(a), kl.H.row(partner)) / static_cast<double>(k);
    }
    const auto squares = nmf::factorizeBest<double>(counts, fitOptions(options, k, 2), search).best;
    figures.frobenius = matchedCosines(figures.planted, squares.W);
    // Shares of the channels, so that clusters are of composition and not of the number of mutations.
    const Matrix shares = counts * counts.colwise().sum().cwiseInverse().asDiagonal();
    figures.kMeans = matchedCosines(figures.planted, kMeans(shares, k, options.seed).centroids);
    const Matrix axes = principalComponents(counts, k).axes;
    Matrix bothSigns(channels, 2 * k);
    bothSigns << axes, -axes;
    figures.pca = matchedCosines(figures.planted, bothSigns);

    figures.leastRank = options.leastRank;
    for (Index rank = options.leastRank; rank <= options.mostRank; ++rank)
        figures.heldOut.push_back(
            nmf::heldOutError(counts, fitOptions(options, rank, 1), 0.1, options.seed).divergence);
    figures.chosen = options.leastRank + (std::min_element(figures.heldOut.begin(), figures.heldOut.end()) -
                                          figures.heldOut.begin());
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows{{"signatures planted", static_cast<double>(f.planted.cols())},
                             {"signatures chosen by hidden counts", static_cast<double>(f.chosen)}};
    const auto add = [&](const std::string& method, const std::vector<double>& cosines) {
        rows.push_back({"mean cosine, " + method, mean(cosines)});
        rows.push_back({"least cosine, " + method, least(cosines)});
    };
    add("Kullback-Leibler NMF", f.kl);
    add("Frobenius NMF", f.frobenius);
    add("k-means centroids", f.kMeans);
    add("principal axes", f.pca);
    rows.push_back({"correlation of the exposures, Kullback-Leibler NMF", f.exposures});
    return rows;
}

} // namespace winnow::examples::signatures
