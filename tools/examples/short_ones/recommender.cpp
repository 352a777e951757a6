// SPDX-License-Identifier: GPL-3.0-or-later
/// Ratings that were held out.
#include "nmf/reading/held_out.h"
#include "nmf/variants/weighted.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace winnow::examples::short_ones {

/// People have shares in four tastes, a film pleases each taste more or less; ratings are whole stars from 1
/// to 5 with half a star of whim; a fifth is known, more of popular films.
Answer recommender(std::uint64_t seed) {
    constexpr Index films = 120, people = 200, tastes = 4;
    Random random(seed + 50);
    Matrix appeal(films, tastes), share(tastes, people);
    for (double& x : appeal.reshaped())
        x = 1 + 4 * random.beta(0.7, 0.7);
    for (Index j = 0; j < people; ++j)
        share.col(j) = random.dirichlet(Vector::Constant(tastes, 0.3));
    const Matrix liking = appeal * share;
    Matrix truth(films, people), known(films, people);
    for (Index i = 0; i < films; ++i) {
        const double popularity = random.uniform(0.08, 0.32);
        for (Index j = 0; j < people; ++j) {
            truth(i, j) = std::clamp(std::round(liking(i, j) + 0.5 * random.normal()), 1.0, 5.0);
            known(i, j) =
                random.uniform() < popularity ? truth(i, j) : std::numeric_limits<double>::quiet_NaN();
        }
    }
    const auto error = [&](const Matrix& filled) {
        const auto open = known.array().isNaN();
        const Matrix bounded = filled.cwiseMax(1.0).cwiseMin(5.0);
        return std::sqrt(open.select((bounded - truth).array().square(), 0.0).sum() /
                         open.cast<double>().sum());
    };
    nmf::Options fit;
    fit.rank = tastes;
    fit.beta = 2;
    fit.maxIterations = 300;
    fit.seed = seed;
    double weight = 0, least = std::numeric_limits<double>::infinity();
    for (const double tried : {2.0, 4.0, 8.0}) {
        fit.l2W = fit.l2H = tried;
        const double held = nmf::heldOutError(known, fit, 0.1, seed).rootMeanSquare;
        if (held < least) least = held, weight = tried;
    }
    fit.l2W = fit.l2H = weight;
    const auto model = nmf::factorizeMissing<double>(known, {}, {}, fit);
    // The rivals get what is best on the held-out ratings themselves.
    double neighbours = std::numeric_limits<double>::infinity(), svd = neighbours;
    for (const Index k : {10, 20, 50, 100})
        neighbours = std::min(neighbours, error(imputeNeighbours(known, k)));
    for (const double shrinkage : {2.0, 5.0, 10.0, 15.0})
        svd = std::min(svd, error(imputeSvd(known, tastes, shrinkage)));
    return {"Recommender",
            "RMSE of held-out ratings, stars",
            {{"NMF", error(nmf::impute<double>(known, model))},
             {"similar people", neighbours},
             {"SVD with shrinkage", svd},
             {"mean of the film", error(imputeRowMeans(known))}},
            true};
}

} // namespace winnow::examples::short_ones
