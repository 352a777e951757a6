// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/reading/held_out.h"

#include "nmf/beta_divergence.h"
#include "nmf/random.h"
#include "nmf/variants/weighted.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

constexpr std::uint64_t kStream = 11;

} // namespace

HeldOutError heldOutError(MatrixView<double> V, const Options& options, double share, std::uint64_t seed) {
    if (!(share > 0 && share < 1)) throw InvalidInput("share must be above 0 and below 1.");
    Matrix<double> M(V.rows(), V.cols());
    HeldOutError result;
    double sum = 0, largest = 0, seen = 0;
    for (Index j = 0; j < V.cols(); ++j) {
        for (Index i = 0; i < V.rows(); ++i) {
            const bool missing = std::isnan(V(i, j));
            const bool hidden =
                uniformAt(seed, kStream, static_cast<std::uint64_t>(j * V.rows() + i)) < share;
            M(i, j) = missing || hidden ? 0 : 1;
            result.entries += !missing && hidden ? 1 : 0;
            if (M(i, j) == 0) continue;
            sum += V(i, j);
            largest = std::max(largest, V(i, j));
            ++seen;
        }
    }
    if (result.entries == 0 || seen == 0)
        throw InvalidInput("Nothing is hidden, or nothing left: V is too small for this share.");
    Options fitting = options;
    fitting.nanIsMissing = false;
    const Factorization<double> fit = factorizeWeighted<double>(V, M, {}, {}, fitting);
    const double floor = options.beta == 2 ? 0 : modelFloor(largest), mean = sum / seen;
    const double dataPlus = options.beta == 0 ? floor : 0;
    double squares = 0, ofMean = 0;
    for (Index j = 0; j < V.cols(); ++j) {
        for (Index i = 0; i < V.rows(); ++i) {
            if (M(i, j) > 0 || std::isnan(V(i, j))) continue;
            const double r = fit.W.row(i).dot(fit.H.col(j));
            squares += (V(i, j) - r) * (V(i, j) - r);
            ofMean += (V(i, j) - mean) * (V(i, j) - mean);
            result.divergence += betaDivergence(V(i, j) + dataPlus, r + floor, options.beta);
        }
    }
    const auto count = static_cast<double>(result.entries);
    result.rootMeanSquare = std::sqrt(squares / count);
    result.ofMean = std::sqrt(ofMean / count);
    result.divergence /= count;
    return result;
}

} // namespace winnow::nmf
