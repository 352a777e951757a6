// SPDX-License-Identifier: GPL-3.0-or-later
/// Sequential NMF and its residual-variance curve.
#include "nmf/variants/sequential.h"
#include "tests/nmf/variant_checks.h"

#include <Eigen/SVD>

#include <limits>

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

namespace {

/// Three components of falling size with noise.
MatrixD threeComponents() {
    MatrixD W = randomMatrix(30, 3, 1);
    W = (W.array() < 0.5).select(0.0, W);
    const MatrixD H = Eigen::Vector3d(10, 4, 2).asDiagonal() * randomMatrix(3, 50, 2);
    return W * H + 0.05 * randomMatrix(30, 50, 3);
}

} // namespace

TEST_CASE("The residual variance falls with each component and its elbow is the planted number") {
    const MatrixD V = threeComponents();
    for (const bool weighted : {false, true}) {
        const MatrixD M = weighted ? MatrixD::Ones(30, 50) : MatrixD();
        auto options = variant<nmf::VariantOptions>(6, 800);
        const auto result = nmf::sequentialNmf(V, M, options);
        REQUIRE(result.residualVariance.size() == 6);
        for (std::size_t i = 1; i < 6; ++i)
            CHECK(result.residualVariance[i] <= result.residualVariance[i - 1] * (1 + 1e-9));
        CHECK(result.residualVariance.back() ==
              Approx((V - result.W * result.H).squaredNorm() / V.squaredNorm()).epsilon(1e-9));
        const nmf::Index found = nmf::elbow(result.residualVariance);
        INFO("weighted " << weighted << ", elbow " << found);
        CHECK(found >= 2);
        CHECK(found <= 4);
        CHECK(result.residualVariance[3] < 0.05);
    }
}

TEST_CASE("More components leave the first ones as they are") {
    const MatrixD V = threeComponents();
    const auto two = nmf::sequentialNmf(V, {}, variant<nmf::VariantOptions>(2, 200));
    const auto four = nmf::sequentialNmf(V, {}, variant<nmf::VariantOptions>(4, 200));
    CHECK(four.W.leftCols(2) == two.W);
    CHECK(four.residualVariance[1] == two.residualVariance[1]);
}

TEST_CASE("The residual variance is never below that of the principal components") {
    const MatrixD V = threeComponents();
    const auto result = nmf::sequentialNmf(V, {}, variant<nmf::VariantOptions>(4, 300));
    const Eigen::VectorXd s = Eigen::BDCSVD<MatrixD>(V).singularValues();
    for (nmf::Index k = 1; k <= 4; ++k)
        CHECK(result.residualVariance[static_cast<std::size_t>(k - 1)] >=
              s.tail(s.size() - k).squaredNorm() / s.squaredNorm() - 1e-9);
    // One component is the best of rank one, by Perron and Frobenius.
    CHECK(result.residualVariance[0] ==
          Approx(s.tail(s.size() - 1).squaredNorm() / s.squaredNorm()).epsilon(1e-6));
}

TEST_CASE("Missing entries do not count in the residual variance") {
    MatrixD V = threeComponents();
    MatrixD M = MatrixD::Ones(30, 50);
    for (nmf::Index i = 0; i < 30; ++i) {
        V(i, i) = std::numeric_limits<double>::quiet_NaN();
        M(i, i) = 0;
    }
    const auto result = nmf::sequentialNmf(V, M, variant<nmf::VariantOptions>(3, 300));
    CHECK(result.W.allFinite());
    CHECK(result.residualVariance.back() < 0.1);
}

TEST_CASE("The elbow of a curve") {
    CHECK(nmf::elbow({1, 0.1, 0.09, 0.08, 0.07}) == 2);
    CHECK(nmf::elbow({1, 0.7, 0.4, 0.1, 0.09, 0.08, 0.07}) == 4);
    CHECK(nmf::elbow({1, 0.5}) == 1);
    CHECK(nmf::elbow({0.5, 0.5, 0.5}) == 1);
}

TEST_CASE("Sequential NMF refuses what it cannot use") {
    const auto options = variant<nmf::VariantOptions>(2, 5);
    CHECK_THROWS_AS(nmf::sequentialNmf(MatrixD::Constant(3, 3, -1), {}, options), nmf::InvalidInput);
    CHECK_THROWS_WITH(nmf::sequentialNmf(MatrixD::Ones(3, 3), MatrixD::Ones(2, 3), options),
                      Catch::Contains("V's size"));
    CHECK_THROWS_AS(nmf::sequentialNmf(MatrixD::Ones(3, 3), {}, variant<nmf::VariantOptions>(0, 5)),
                    nmf::InvalidInput);
    CHECK(nmf::sequentialNmf(MatrixD::Zero(3, 3), {}, options).residualVariance.back() == 0);
}
