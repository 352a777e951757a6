// SPDX-License-Identifier: GPL-3.0-or-later
/// Pairs of anticancer drugs on cell lines.
#include "nmf/variants/weighted.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <cmath>
#include <limits>

namespace winnow::examples::short_ones {

/// 20 drugs in pairs (190) on 50 cell lines; each drug hits up to two of five pathways, each line depends on
/// some. The response is what the two drugs do together along the pathways, more than their sum where they
/// hit the same one, with 10 % noise; 60 % of the pairs were not measured on a line.
Answer drugPairs(std::uint64_t seed) {
    constexpr Index drugs = 20, lines = 50, pathways = 5;
    Random random(seed + 80);
    Matrix hits = Matrix::Zero(drugs, pathways), depends(pathways, lines);
    for (Index d = 0; d < drugs; ++d)
        for (int hit = 0; hit < 2; ++hit)
            hits(d, random.below(pathways)) = random.uniform(0.5, 1.5);
    for (Index l = 0; l < lines; ++l)
        depends.col(l) = random.dirichlet(Vector::Constant(pathways, 0.4));
    Matrix pairs(drugs * (drugs - 1) / 2, pathways);
    for (Index a = 0, row = 0; a < drugs; ++a)
        for (Index b = 0; b < a; ++b, ++row)
            pairs.row(row) = hits.row(a) + hits.row(b) + hits.row(a).cwiseProduct(hits.row(b));
    Matrix truth = pairs * depends, known;
    truth =
        truth.cwiseProduct((0.1 * random.normalMatrix(truth.rows(), truth.cols())).array().exp().matrix());
    known = truth;
    for (double& x : known.reshaped())
        if (random.uniform() < 0.6) x = std::numeric_limits<double>::quiet_NaN();
    const auto error = [&](const Matrix& filled) {
        return std::sqrt((filled - truth).squaredNorm() / known.array().isNaN().cast<double>().sum());
    };
    nmf::Options fit;
    fit.rank = pathways;
    fit.beta = 2;
    fit.maxIterations = 500;
    fit.seed = seed;
    const auto model = nmf::factorizeMissing<double>(known, {}, {}, fit);
    return {"Pairs of anticancer drugs",
            "RMSE of responses not measured",
            {{"NMF", error(nmf::impute<double>(known, model))},
             {"SVD", error(imputeSvd(known, pathways))},
             {"similar lines", error(imputeNeighbours(known, 8))},
             {"mean of the pair", error(imputeRowMeans(known))}},
            true};
}

} // namespace winnow::examples::short_ones
