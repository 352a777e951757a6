// SPDX-License-Identifier: GPL-3.0-or-later
/// Sites of methylation that stand for kinds of cells.
#include "nmf/exact/separable.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <algorithm>
#include <numeric>

namespace winnow::examples::short_ones {
namespace {

constexpr Index kinds = 5, markersEach = 8;

/// Of `picks` (columns), the share of kinds that have a marker among them. Markers of kind a are the columns
/// a * markersEach and the markersEach - 1 after.
double kindsFound(const std::vector<Index>& picks) {
    std::vector<bool> found(kinds, false);
    for (const Index pick : picks)
        if (pick < kinds * markersEach) found[static_cast<std::size_t>(pick / markersEach)] = true;
    return static_cast<double>(std::count(found.begin(), found.end(), true)) / kinds;
}

} // namespace

/// Blood samples are mixtures of five kinds of cells. Most of 800 sites are methylated in several kinds, some
/// in one only; beta values (0 to 1) with 2 % noise. A site's column over the samples is a mixture of the
/// kinds' shares: those of one kind only are the extreme ones.
Answer representativeGenes(std::uint64_t seed) {
    constexpr Index sites = 800, samples = 60;
    Random random(seed + 70);
    Matrix shares(samples, kinds), levels(kinds, sites);
    for (Index s = 0; s < samples; ++s)
        shares.row(s) = random.dirichlet(Vector::Constant(kinds, 2.0));
    for (Index g = 0; g < sites; ++g) {
        if (g < kinds * markersEach)
            levels.col(g) = 0.9 * Vector::Unit(kinds, g / markersEach);
        else
            for (Index a = 0; a < kinds; ++a)
                levels(a, g) = random.beta(0.5, 0.5);
    }
    const Matrix V =
        (shares * levels + 0.02 * random.normalMatrix(samples, sites)).cwiseMax(0.0).cwiseMin(1.0);
    nmf::SeparableOptions options;
    options.rank = kinds;
    // The brightest sites are methylated everywhere: only the direction of a column says for which cells.
    const auto spa = nmf::separableNmf(V, options).columns;
    options.method = nmf::SeparableMethod::Xray;
    const auto xray = nmf::separableNmf(V, options).columns;
    const Vector spread = (V.rowwise() - V.colwise().mean()).colwise().squaredNorm().transpose();
    std::vector<Index> byVariance(sites);
    std::iota(byVariance.begin(), byVariance.end(), Index{0});
    std::sort(byVariance.begin(), byVariance.end(), [&](Index a, Index b) { return spread(a) > spread(b); });
    byVariance.resize(kinds);
    // The column nearest to each centroid of k-means.
    const Matrix centroids = kMeans(V, kinds, seed, 3).centroids;
    std::vector<Index> nearest(kinds);
    for (Index a = 0; a < kinds; ++a)
        (V.colwise() - centroids.col(a))
            .colwise()
            .squaredNorm()
            .minCoeff(&nearest[static_cast<std::size_t>(a)]);
    return {"Representative methylation sites",
            "kinds of cells with a marker picked",
            {{"XRAY", kindsFound(xray)},
             {"SPA", kindsFound(spa)},
             {"largest variance", kindsFound(byVariance)},
             {"nearest to k-means", kindsFound(nearest)}}};
}

} // namespace winnow::examples::short_ones
