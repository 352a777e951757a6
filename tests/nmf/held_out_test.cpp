// SPDX-License-Identifier: GPL-3.0-or-later
/// The rank by prediction of hidden entries.
#include "nmf/reading/held_out.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <limits>

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

nmf::Options options(nmf::Index rank, double beta) {
    nmf::Options o;
    o.rank = rank;
    o.beta = beta;
    o.maxIterations = 600;
    o.tolerance = 0;
    o.checkEvery = 600;
    return o;
}

/// Rank three, with noise that a larger rank fits and then predicts badly.
MatrixD noisy() {
    MatrixD W = randomMatrix(40, 3, 1), H = randomMatrix(3, 50, 2);
    W = (W.array() < 0.4).select(0.0, W);
    H = (H.array() < 0.4).select(0.0, H);
    return (W * H + 0.1 * randomMatrix(40, 50, 3)).cwiseMax(0.0);
}

} // namespace

TEST_CASE("Hidden entries are predicted best with the planted rank") {
    const MatrixD V = noisy();
    for (double beta : {1.0, 2.0}) {
        const auto error = [&](nmf::Index rank) { return nmf::heldOutError(V, options(rank, beta), 0.2, 7); };
        const auto one = error(1), three = error(3), nine = error(9);
        INFO("beta " << beta);
        CHECK(three.rootMeanSquare < 0.6 * one.rootMeanSquare);
        CHECK(three.rootMeanSquare < 0.9 * nine.rootMeanSquare);
        CHECK(three.divergence < one.divergence);
        CHECK(three.rootMeanSquare < 0.3 * three.ofMean);
        CHECK(three.entries == one.entries);
        CHECK(static_cast<double>(three.entries) == Approx(400).epsilon(0.15));
    }
}

TEST_CASE("Missing entries are neither fitted nor hidden, and nonsense is refused") {
    MatrixD V = noisy();
    const auto all = nmf::heldOutError(V, options(2, 1), 0.3, 1);
    V.leftCols(25).setConstant(std::numeric_limits<double>::quiet_NaN());
    const auto half = nmf::heldOutError(V, options(2, 1), 0.3, 1);
    CHECK(half.entries < 0.6 * static_cast<double>(all.entries));
    CHECK(std::isfinite(half.rootMeanSquare));
    CHECK_THROWS_WITH(nmf::heldOutError(V, options(2, 1), 0, 1), Catch::Contains("share"));
    CHECK_THROWS_WITH(nmf::heldOutError(MatrixD::Ones(1, 1), options(1, 1), 0.01, 1),
                      Catch::Contains("Nothing is hidden"));
}
