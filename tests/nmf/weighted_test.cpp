// SPDX-License-Identifier: GPL-3.0-or-later
/// Weights and missing entries.
#include "nmf/variants/weighted.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <cmath>
#include <limits>

using namespace winnow;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

nmf::Options mu(double beta, nmf::Index rank, int iterations) {
    nmf::Options options = leastSquares(nmf::Solver::Mu, rank, iterations);
    options.beta = beta;
    return options;
}

MatrixD lowRank(nmf::Index m, nmf::Index n, nmf::Index k) {
    return (randomMatrix(m, k, 1) * randomMatrix(k, n, 2)).array() + 0.01;
}

} // namespace

TEST_CASE("With weights of one it is the factorization without weights") {
    const MatrixD V = randomMatrix(15, 25, 1), M = MatrixD::Ones(15, 25);
    for (double beta : {0.0, 0.5, 1.0, 2.0, 3.0}) {
        for (double l1H : {0.0, 0.2}) {
            nmf::Options options = mu(beta, 4, 12);
            options.l1H = l1H;
            const auto plain = nmf::factorize<double>(V, options);
            const auto weighted = nmf::factorizeWeighted<double>(V, M, {}, {}, options);
            INFO("beta " << beta << ", l1 " << l1H);
            CHECK(weighted.W.isApprox(plain.W, 1e-9));
            CHECK(weighted.H.isApprox(plain.H, 1e-9));
            CHECK(weighted.trace.back() == Approx(plain.trace.back()).epsilon(1e-9));
        }
    }
}

TEST_CASE("A column of weight two counts as two columns") {
    const MatrixD V = randomMatrix(10, 6, 1);
    MatrixD M = MatrixD::Ones(10, 6), twice(10, 7);
    M.col(5).setConstant(2);
    twice << V, V.col(5);
    for (double beta : {0.0, 1.0, 2.0}) {
        const MatrixD W0 = randomMatrix(10, 3, 2, 0.1), H0 = randomMatrix(3, 6, 3, 0.1);
        MatrixD doubled(3, 7);
        doubled << H0, H0.col(5);
        const auto weighted = nmf::factorizeWeighted<double>(V, M, W0, H0, mu(beta, 3, 20));
        const auto repeated = nmf::factorize<double>(twice, W0, doubled, mu(beta, 3, 20));
        CHECK(weighted.W.isApprox(repeated.W, 1e-9));
        CHECK(weighted.trace.back() == Approx(repeated.trace.back()).epsilon(1e-9));
    }
}

TEST_CASE("The weighted objective never rises and is the formula") {
    const MatrixD V = randomMatrix(12, 18, 1), M = randomMatrix(12, 18, 2).cwiseAbs2() * 7;
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0}) {
        nmf::Options options = mu(beta, 3, 30);
        options.checkEvery = 1;
        const auto result = nmf::factorizeWeighted<double>(V, M, {}, {}, options);
        for (std::size_t i = 1; i < result.trace.size(); ++i)
            CHECK(result.trace[i] <= result.trace[i - 1] * (1 + 1e-12));
        double expected = 0;
        const MatrixD R = test::referenceModel(V, result.W, result.H, beta);
        const double plus = beta == 0 ? test::referenceFloor(V) : 0;
        for (nmf::Index i = 0; i < V.size(); ++i) {
            const double v = V.data()[i] + plus, r = R.data()[i];
            const double d = beta == 2 ? (v - r) * (v - r) / 2 : test::referenceDivergence(v, r, beta);
            expected += M.data()[i] * d;
        }
        INFO("beta " << beta);
        CHECK(result.trace.back() == Approx(expected).epsilon(1e-9));
    }
}

TEST_CASE("Missing entries of a low-rank matrix are filled in") {
    const MatrixD V = lowRank(30, 40, 3);
    const MatrixD chance = randomMatrix(30, 40, 9);
    const MatrixD holes = (chance.array() < 0.25).select(kNaN, V);
    for (double beta : {1.0, 2.0}) {
        nmf::Options options = mu(beta, 4, 4000);
        options.nanIsMissing = true;
        options.checkEvery = 500;
        const auto result = nmf::factorize<double>(holes, options);
        const MatrixD filled = nmf::impute<double>(holes, result);
        double error = 0, size = 0, meanError = 0;
        for (nmf::Index i = 0; i < V.size(); ++i) {
            if (std::isnan(holes.data()[i])) {
                error += std::pow(filled.data()[i] - V.data()[i], 2);
                meanError += std::pow(V.mean() - V.data()[i], 2);
                size += std::pow(V.data()[i], 2);
            } else {
                CHECK(filled.data()[i] == V.data()[i]);
            }
        }
        INFO("beta " << beta);
        CHECK(std::sqrt(error / size) < 0.05);
        CHECK(error < 0.02 * meanError);
    }
}

TEST_CASE("Weights by the errors fit heteroscedastic data better than none") {
    const MatrixD truth = lowRank(40, 60, 2);
    const MatrixD gauss =
        (randomMatrix(40, 60, 5) + randomMatrix(40, 60, 6) + randomMatrix(40, 60, 7)).array() - 1.5;
    MatrixD sigma = MatrixD::Constant(40, 60, 0.01);
    sigma.leftCols(20).setConstant(0.6);
    const MatrixD V = (truth + 2 * sigma.cwiseProduct(gauss)).cwiseMax(0.0);
    const MatrixD M = sigma.array().inverse().square() * 1e-4;
    const auto weighted = nmf::factorizeWeighted<double>(V, M, {}, {}, mu(2, 2, 1500));
    const auto plain = nmf::factorize<double>(V, mu(2, 2, 1500));
    const auto error = [&](const auto& fit) { return (truth - fit.W * fit.H).rightCols(40).norm(); };
    CHECK(error(weighted) < 0.5 * error(plain));
}

TEST_CASE("Missing rows, columns and odd scales leave finite factors") {
    MatrixD V = randomMatrix(12, 15, 3);
    V(3, 4) = 0;
    MatrixD holes = V;
    holes.row(2).setConstant(kNaN);
    holes.col(5).setConstant(kNaN);
    for (double scale : {1e-300, 1e-20, 1.0, 1e20, 1e300}) {
        for (double beta : {0.0, 1.0, 2.0}) {
            nmf::Options options = mu(beta, 3, 40);
            options.nanIsMissing = true;
            const auto result = nmf::factorize<double>(MatrixD(holes * scale), options);
            INFO("scale " << scale << ", beta " << beta);
            CHECK(result.W.allFinite());
            CHECK(result.H.allFinite());
            CHECK(std::isfinite(result.trace.back()));
            CHECK(result.trace.back() <= result.trace.front());
        }
    }
    nmf::Options options = mu(1, 3, 20);
    options.nanIsMissing = true;
    const auto single = nmf::factorize<float>(holes.cast<float>(), options);
    CHECK(single.W.allFinite());
}

TEST_CASE("Weights that make no sense are refused with a sentence") {
    const MatrixD V = randomMatrix(4, 5, 1);
    MatrixD M = MatrixD::Ones(4, 5);
    const auto options = mu(2, 2, 3);
    const auto refused = [&](const MatrixD& data, const MatrixD& weights, const nmf::Options& o,
                             const char* words) {
        CHECK_THROWS_WITH(nmf::factorizeWeighted<double>(data, weights, {}, {}, o), Catch::Contains(words));
    };
    refused(V, MatrixD::Ones(5, 4), options, "must be of V's size");
    M(1, 2) = -1;
    refused(V, M, options, "weight at (1, 2)");
    refused(V, MatrixD::Zero(4, 5), options, "Every entry of V is missing");
    refused(MatrixD(-V), MatrixD::Ones(4, 5), options, "negative");
    refused(V, MatrixD::Ones(4, 5), leastSquares(nmf::Solver::Hals, 2, 3), "Solver::Mu");
    MatrixD bad = V;
    bad(0, 0) = kNaN;
    refused(bad, MatrixD::Ones(4, 5), options, "is NaN");
    nmf::Options missing = leastSquares(nmf::Solver::Hals, 2, 3);
    missing.nanIsMissing = true;
    CHECK_THROWS_WITH(nmf::factorize<double>(bad, missing), Catch::Contains("Solver::Mu"));
    CHECK_THROWS_AS(nmf::impute<double>(V, nmf::factorize<double>(V.leftCols(3), options)),
                    nmf::InvalidInput);
}
