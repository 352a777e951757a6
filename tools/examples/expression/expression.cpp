// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/expression/expression.h"

#include "nmf/reading/components.h"
#include "nmf/reading/consensus.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::examples::expression {
namespace {

struct Experiment {
    Matrix levels;                           ///< genes x 38 samples
    std::vector<std::vector<Index>> markers; ///< genes that are up in AML, B cells, T cells
    Labels twoClasses, threeClasses;
};

/// Leukaemia as in Golub et al. (1999): 11 samples of AML, 19 of ALL of B cells, 8 of ALL of T cells. Levels
/// are log-normal over genes; each class has 5 % of genes that it raises 1.5 to 4 times, and both kinds of
/// ALL have 5 % in common; noise of log-normal measurement (a factor of 2.5), samples of different
/// brightness, and a quarter of the samples share an artefact in 5 % of the genes, whatever their class.
Experiment simulate(Index genes, Random& random) {
    Experiment result;
    for (Index s = 0; s < 38; ++s) {
        result.twoClasses.push_back(s < 11 ? 0 : 1);
        result.threeClasses.push_back(s < 11 ? 0 : s < 30 ? 1 : 2);
    }
    const Index group = genes / 20;
    const std::vector<Index> order = random.permutation(genes);
    const auto part = [&](Index p) {
        return std::vector<Index>(order.begin() + p * group, order.begin() + (p + 1) * group);
    };
    result.markers = {part(0), part(1), part(2)};
    const std::vector<Index> lymphoid = part(3), artefact = part(4);
    result.levels.resize(genes, 38);
    for (Index g = 0; g < genes; ++g)
        result.levels.row(g).setConstant(100 * std::exp(random.normal()));
    const auto raise = [&](Index gene, auto applies) {
        const double times = random.uniform(1.5, 4);
        for (Index s = 0; s < 38; ++s)
            if (applies(s)) result.levels(gene, s) *= times;
    };
    for (std::size_t c = 0; c < 3; ++c)
        for (const Index gene : result.markers[c])
            raise(gene, [&](Index s) {
                return result.threeClasses[static_cast<std::size_t>(s)] == static_cast<Index>(c);
            });
    for (const Index gene : lymphoid)
        raise(gene, [](Index s) { return s >= 11; });
    for (const Index gene : artefact)
        raise(gene, [](Index s) { return s % 4 == 1; });
    for (Index s = 0; s < 38; ++s) {
        const double brightness = std::exp(0.2 * random.normal());
        for (Index g = 0; g < genes; ++g)
            result.levels(g, s) *= brightness * std::exp(0.9 * random.normal());
    }
    return result;
}

/// Every gene to mean 1, every sample to mean 1: so that a few strong genes do not rule.
Matrix prepared(const Matrix& levels) {
    Matrix V = levels.rowwise().mean().cwiseInverse().asDiagonal() * levels;
    return V * V.colwise().mean().cwiseInverse().asDiagonal();
}

Labels linkageClusters(const Matrix& V, Index k) {
    Matrix distances(V.cols(), V.cols());
    for (Index i = 0; i < V.cols(); ++i)
        for (Index j = 0; j < V.cols(); ++j)
            distances(i, j) = 1 - pearson(V.col(i), V.col(j));
    return averageLinkage(distances, k);
}

nmf::Options fitOptions(Index rank, std::uint64_t seed) {
    nmf::Options fit;
    fit.rank = rank;
    fit.beta = 1;
    fit.maxIterations = 300;
    fit.tolerance = 1e-6;
    fit.seed = seed;
    return fit;
}

/// Genes whose row of W stands out most for a component, as many as were planted for a class.
double markersFound(const nmf::Factorization<double>& fit, const Labels& labels,
                    const Experiment& experiment) {
    Matrix W = fit.W, H = fit.H;
    nmf::normaliseComponents(W, H, nmf::Normalisation::Sum);
    double found = 0, planted = 0;
    for (Index a = 0; a < W.cols(); ++a) {
        // The class that most of the component's samples have.
        Vector votes = Vector::Zero(3);
        for (std::size_t s = 0; s < labels.size(); ++s)
            if (labels[s] == a) votes(experiment.threeClasses[s]) += 1;
        Index kind = 0;
        votes.maxCoeff(&kind);
        Vector others = Vector::Zero(W.rows());
        for (Index b = 0; b < W.cols(); ++b)
            if (b != a) others = others.cwiseMax(W.col(b));
        const Vector lead = W.col(a).array() / (others.array() + 1e-12 * W.maxCoeff());
        std::vector<Index> order(static_cast<std::size_t>(W.rows()));
        std::iota(order.begin(), order.end(), Index{0});
        std::sort(order.begin(), order.end(), [&](Index x, Index y) { return lead(x) > lead(y); });
        const auto& markers = experiment.markers[static_cast<std::size_t>(kind)];
        for (std::size_t g = 0; g < markers.size(); ++g)
            found += std::find(markers.begin(), markers.end(), order[g]) != markers.end() ? 1 : 0;
        planted += static_cast<double>(markers.size());
    }
    return found / planted;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    const Experiment experiment = simulate(options.genes, random);
    const Matrix V = prepared(experiment.levels);
    Figures figures;
    figures.twoClasses = experiment.twoClasses;
    figures.threeClasses = experiment.threeClasses;
    for (Index k = options.leastRank; k <= options.mostRank; ++k) {
        const nmf::RankReport report = nmf::tryRank(V, fitOptions(k, options.seed), options.restarts);
        const Labels labels = nmf::clusterLabels(report.best.W, report.best.H);
        figures.ranks.push_back({k, report.cophenetic, report.dispersion, report.consensus, labels});
        if (k == 2) figures.nmf.twoClasses = adjustedRand(labels, figures.twoClasses);
        if (k != 3) continue;
        figures.nmf.threeClasses = adjustedRand(labels, figures.threeClasses);
        figures.markersFound = markersFound(report.best, labels, experiment);
    }
    figures.linkage = {adjustedRand(linkageClusters(V, 2), figures.twoClasses),
                       adjustedRand(linkageClusters(V, 3), figures.threeClasses)};
    figures.kMeans = {adjustedRand(kMeans(V, 2, options.seed).labels, figures.twoClasses),
                      adjustedRand(kMeans(V, 3, options.seed).labels, figures.threeClasses)};
    constexpr int halves = 10;
    const Labels linkage = linkageClusters(V, 3);
    const Labels* byNmf = nullptr;
    for (const Rank& rank : figures.ranks)
        if (rank.rank == 3) byNmf = &rank.labels;
    for (int h = 0; h < halves && byNmf != nullptr; ++h) {
        const std::vector<Index> order = random.permutation(V.rows());
        Matrix half(V.rows() / 2, V.cols());
        for (Index g = 0; g < half.rows(); ++g)
            half.row(g) = V.row(order[static_cast<std::size_t>(g)]);
        figures.linkageStability += adjustedRand(linkageClusters(half, 3), linkage) / halves;
        nmf::RestartOptions search;
        search.restarts = 3;
        const auto fit = nmf::factorizeBest<double>(half, fitOptions(3, options.seed), search).best;
        figures.nmfStability += adjustedRand(nmf::clusterLabels(fit.W, fit.H), *byNmf) / halves;
    }
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    for (const Rank& rank : f.ranks) {
        rows.push_back({"cophenetic correlation, rank " + std::to_string(rank.rank), rank.cophenetic});
        rows.push_back({"dispersion, rank " + std::to_string(rank.rank), rank.dispersion});
    }
    const auto add = [&](const std::string& method, const Agreement& agreement) {
        rows.push_back({"adjusted Rand index, AML and ALL, " + method, agreement.twoClasses});
        rows.push_back({"adjusted Rand index, three classes, " + method, agreement.threeClasses});
    };
    add("NMF", f.nmf);
    add("average linkage", f.linkage);
    add("k-means", f.kMeans);
    rows.push_back({"agreement with itself on half of the genes, NMF", f.nmfStability});
    rows.push_back({"agreement with itself on half of the genes, average linkage", f.linkageStability});
    rows.push_back({"planted genes among those that W names", f.markersFound});
    return rows;
}

} // namespace winnow::examples::expression
