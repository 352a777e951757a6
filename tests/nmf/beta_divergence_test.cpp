// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/beta_divergence.h"
#include "nmf/invalid_input.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <cmath>
#include <limits>

using namespace winnow;
using nmf::betaDivergence;

TEST_CASE("The beta-divergence has its textbook values") {
    CHECK(betaDivergence(3, 1, 2) == Approx(2));
    CHECK(betaDivergence(2, 1, 1) == Approx(2 * std::log(2.0) - 1));
    CHECK(betaDivergence(2, 1, 0) == Approx(2 - std::log(2.0) - 1));
    CHECK(betaDivergence(4, 1, 0.5) == Approx((2 - 0.5 - 0.5 * 4) / (0.5 * -0.5)));
    CHECK(betaDivergence(1, 2, -1) == Approx((1 - 2 * 0.5 + 0.25) / 2));
    CHECK(betaDivergence(2, 1, 3) == Approx((8 + 2 - 6) / 6.0));
}

TEST_CASE("The beta-divergence is zero at equality and positive elsewhere") {
    for (double beta : {-1.0, 0.0, 0.3, 1.0, 1.7, 2.0, 3.0}) {
        for (double v : {1e-6, 0.1, 1.0, 40.0}) {
            INFO("beta " << beta << ", v " << v);
            CHECK(betaDivergence(v, v, beta) == Approx(0).margin(1e-12 * std::pow(v, beta)));
            CHECK(betaDivergence(v, 2 * v, beta) > 0);
            CHECK(betaDivergence(v, v / 2, beta) > 0);
        }
    }
}

TEST_CASE("The beta-divergence goes over into Kullback-Leibler and Itakura-Saito") {
    for (double near : {1e-4, -1e-4, 2e-6, 1e-7}) {
        CHECK(betaDivergence(3, 2, 1 + near) == Approx(betaDivergence(3, 2, 1)).epsilon(1e-3));
        CHECK(betaDivergence(3, 2, near) == Approx(betaDivergence(3, 2, 0)).epsilon(1e-3));
    }
}

TEST_CASE("The beta-divergence of zeros is what the limits say") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(betaDivergence(0, 2, 1) == 2); // 0 log 0 = 0
    CHECK(betaDivergence(0, 0, 1) == 0);
    CHECK(betaDivergence(1, 0, 1) == infinity);
    CHECK(betaDivergence(0, 2, 2) == 2);
    CHECK(betaDivergence(1, 0, 2) == 0.5);
    CHECK(betaDivergence(0, 0, 0) == 0);
    CHECK(betaDivergence(0, 1, 0) == infinity);
    CHECK(betaDivergence(1, 0, 0) == infinity);
    CHECK(betaDivergence(0, 4, 0.5) == Approx(4)); // r^beta / beta
    CHECK(betaDivergence(0, 0, 0.5) == 0);
    CHECK(betaDivergence(1, 0, 0.5) == infinity);
    CHECK(betaDivergence(1, 0, 1.5) == Approx(1 / 0.75));
    CHECK(betaDivergence(0, 1, -1) == infinity);
}

TEST_CASE("The beta-divergence of matrices is the sum over their elements") {
    const test::MatrixD V = test::randomMatrix(7, 5, 1);
    const test::MatrixD W = test::randomMatrix(7, 3, 2);
    const test::MatrixD H = test::randomMatrix(3, 5, 3);
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0, 2.5}) {
        INFO("beta " << beta);
        test::ReferenceOptions options;
        options.beta = beta;
        const double expected = test::referenceObjective(V, W, H, options);
        CHECK(betaDivergence<double>(V, W, H, beta) == Approx(expected));
        const nmf::Matrix<float> v = V.cast<float>(), w = W.cast<float>(), h = H.cast<float>();
        CHECK(betaDivergence<float>(v, w, h, beta) == Approx(expected).epsilon(1e-5));
    }
}

TEST_CASE("Itakura-Saito takes zeros in V as the floor") {
    test::MatrixD V = test::MatrixD::Constant(2, 2, 0.75);
    V(0, 1) = 0;
    const test::MatrixD W = test::MatrixD::Ones(2, 1);
    const test::MatrixD H = test::MatrixD::Ones(1, 2);
    const double floor = nmf::modelFloor(0.75);
    CHECK(floor == 0.5e-15);
    const double expected = 3 * betaDivergence(0.75, 1, 0) + betaDivergence(floor, 1, 0);
    CHECK(betaDivergence<double>(V, W, H, 0) == Approx(expected).epsilon(1e-12));
    CHECK(std::isfinite(betaDivergence<double>(test::MatrixD::Zero(2, 2), W, H, 0)));
}

TEST_CASE("The beta-divergence refuses factors that do not fit") {
    const test::MatrixD V = test::randomMatrix(4, 3, 1);
    const test::MatrixD W = test::randomMatrix(4, 2, 1);
    CHECK_THROWS_AS(betaDivergence<double>(V, W, test::randomMatrix(2, 4, 1), 1), nmf::InvalidInput);
    CHECK_THROWS_AS(betaDivergence<double>(V, W, test::randomMatrix(3, 3, 1), 1), nmf::InvalidInput);
    CHECK_THROWS_AS(betaDivergence<double>(V, test::randomMatrix(3, 2, 1), test::randomMatrix(2, 3, 1), 1),
                    nmf::InvalidInput);
}
