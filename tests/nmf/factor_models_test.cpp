// SPDX-License-Identifier: GPL-3.0-or-later
/// Semi, convex, symmetric, tri- and orthogonal factorizations.
#include "nmf/nnls.h"
#include "nmf/variants/orthogonal.h"
#include "nmf/variants/semi_convex.h"
#include "nmf/variants/symmetric.h"
#include "nmf/variants/tri_factorization.h"
#include "tests/nmf/variant_checks.h"

using namespace winnow;
using test::checkFalls;
using test::clusteredColumns;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

TEST_CASE("Semi-NMF never rises, fits data of any sign and meets its optimality conditions") {
    const MatrixD V = randomMatrix(12, 3, 1, -1) * randomMatrix(3, 40, 2);
    auto options = variant<nmf::VariantOptions>(3, 3000);
    options.checkEvery = 1;
    const auto result = nmf::semiNmf(V, options);
    checkFalls(result.course, 1e-10 * V.squaredNorm());
    CHECK(result.H.minCoeff() >= 0);
    CHECK(result.W.minCoeff() < 0);
    CHECK((V - result.W * result.H).norm() < 1e-3 * V.norm());
    CHECK(result.course.trace.back() ==
          Approx((V - result.W * result.H).squaredNorm() / 2).margin(1e-9 * V.squaredNorm()));
    // W is the least-squares solution for H; H that for W, non-negative.
    const MatrixD noisy = V + 0.3 * randomMatrix(12, 40, 3, -1);
    const auto fit = nmf::semiNmf(noisy, variant<nmf::VariantOptions>(3, 5000));
    CHECK(((noisy - fit.W * fit.H) * fit.H.transpose()).norm() < 1e-8 * (noisy * fit.H.transpose()).norm());
    CHECK(nmf::kktResidual<double>(fit.W.transpose() * fit.W, fit.W.transpose() * noisy, fit.H) < 1e-3);
}

TEST_CASE("Semi-NMF of the example in its paper's spirit finds the clusters") {
    const MatrixD V = clusteredColumns(6, 30, 3).array() - 4;
    const auto result = nmf::semiNmf(V, variant<nmf::VariantOptions>(3, 500));
    test::checkClusters(result.H, 3);
}

TEST_CASE("Convex NMF makes its atoms of the columns, never rises and finds clusters") {
    const MatrixD V = clusteredColumns(6, 30, 3).array() - 2;
    auto options = variant<nmf::VariantOptions>(3, 800);
    options.checkEvery = 1;
    const auto result = nmf::convexNmf(V, options);
    checkFalls(result.course, 1e-10 * V.squaredNorm());
    CHECK(result.A.minCoeff() >= 0);
    CHECK(result.H.minCoeff() >= 0);
    CHECK(result.W.isApprox(V * result.A, 1e-12));
    CHECK(result.course.trace.back() == Approx((V - V * result.A * result.H).squaredNorm() / 2));
    test::checkClusters(result.H, 3);
    // The gradient with respect to A is zero where A is not, and nowhere negative.
    const MatrixD gradient = V.transpose() * (V * result.A * result.H - V) * result.H.transpose();
    CHECK(gradient.cwiseProduct(result.A).cwiseAbs().maxCoeff() <
          1e-2 * V.squaredNorm() * result.A.maxCoeff());
    CHECK((V - V * result.A * result.H).norm() < 0.3 * V.norm());
}

TEST_CASE("The least of a quartic is found for all kinds of coefficients") {
    for (unsigned i = 0; i < 300; ++i) {
        const MatrixD r = randomMatrix(2, 1, i, -1);
        const double size = i % 3 == 0 ? 1e-3 : i % 3 == 1 ? 1 : 30;
        const double c = size * r(0), d = (i % 5 == 0 ? 0 : size) * r(1);
        const auto value = [&](double x) { return x * x * x * x / 4 + c * x * x / 2 + d * x; };
        const double best = nmf::leastQuartic(c, d);
        CHECK(best >= 0);
        for (double x = 0; x < 12; x += 0.01)
            CHECK(value(best) <= value(x) + 1e-9 * (1 + size * size));
    }
    CHECK(nmf::leastQuartic(0, 0) == 0);
    CHECK(nmf::leastQuartic(-1, 0) == Approx(1));
    CHECK(nmf::leastQuartic(0, -8) == Approx(2));
}

TEST_CASE("Symmetric NMF recovers H from H H^T and ends where the gradient says") {
    MatrixD H = randomMatrix(25, 3, 1);
    H = (H.array() < 0.5).select(0.0, H);
    auto options = variant<nmf::VariantOptions>(3, 2000);
    options.checkEvery = 1;
    const auto exact = nmf::symmetricNmf(H * H.transpose(), options);
    checkFalls(exact.course, 1e-20);
    CHECK((exact.H * exact.H.transpose() - H * H.transpose()).norm() < 1e-4 * (H * H.transpose()).norm());
    MatrixD A = randomMatrix(20, 20, 2, -0.3);
    A = (A + A.transpose()).eval();
    auto many = variant<nmf::VariantOptions>(4, 5000);
    const auto fit = nmf::symmetricNmf(A, many);
    const MatrixD gradient = (fit.H * fit.H.transpose() - A) * fit.H;
    for (nmf::Index i = 0; i < fit.H.size(); ++i) {
        CHECK(gradient.data()[i] > -1e-4);
        if (fit.H.data()[i] > 0) CHECK(std::abs(gradient.data()[i]) < 1e-4);
    }
    CHECK(fit.course.trace.back() == Approx((A - fit.H * fit.H.transpose()).squaredNorm() / 4));
    CHECK_THROWS_WITH(nmf::symmetricNmf(randomMatrix(3, 3, 1), many), Catch::Contains("symmetric"));
    CHECK_THROWS_AS(nmf::symmetricNmf(randomMatrix(3, 4, 1), many), nmf::InvalidInput);
}

TEST_CASE("Symmetric NMF of a similarity graph finds its communities") {
    MatrixD A = MatrixD::Constant(12, 12, 0.05);
    for (nmf::Index i = 0; i < 12; ++i)
        for (nmf::Index j = 0; j < 12; ++j)
            if (i % 3 == j % 3) A(i, j) = 1;
    const auto result = nmf::symmetricNmf(A, variant<nmf::VariantOptions>(3, 300));
    test::checkClusters(result.H.transpose(), 3);
}

TEST_CASE("Tri-factorization never rises and recovers a planted product") {
    const MatrixD F = randomMatrix(20, 2, 1), S = randomMatrix(2, 3, 2), G = randomMatrix(3, 30, 3);
    const MatrixD V = F * S * G;
    auto options = variant<nmf::TriOptions>(2, 5000);
    options.columnRank = 3;
    options.checkEvery = 1;
    const auto result = nmf::triFactorize(V, options);
    checkFalls(result.course, 1e-10 * V.squaredNorm());
    CHECK(result.S.rows() == 2);
    CHECK(result.S.cols() == 3);
    CHECK((V - result.F * result.S * result.G).norm() < 1e-2 * V.norm());
    for (const MatrixD& x : {result.F, result.S, result.G})
        CHECK(x.minCoeff() >= 0);
}

TEST_CASE("Orthogonal tri-factorization finds a checkerboard's rows and columns") {
    MatrixD V(15, 24);
    for (nmf::Index i = 0; i < 15; ++i)
        for (nmf::Index j = 0; j < 24; ++j)
            V(i, j) = 1 + 5 * ((i % 3 + 2 * (j % 2)) % 4 == 0 || (i % 3 == 1 && j % 2 == 1)) +
                      0.05 * static_cast<double>((i * j) % 3);
    auto options = variant<nmf::TriOptions>(3, 1500);
    options.columnRank = 2;
    options.orthogonal = true;
    const auto result = nmf::triFactorize(V, options);
    CHECK(result.course.trace.back() < 0.5 * result.course.trace.front());
    const MatrixD gram = result.G * result.G.transpose();
    CHECK((gram - MatrixD::Identity(2, 2)).norm() < 0.2);
    test::checkClusters(result.G, 2);
}

TEST_CASE("Orthogonal NMF is a clustering with its centroids") {
    const MatrixD V = clusteredColumns(6, 30, 3);
    const auto result = nmf::orthogonalNmf(V, variant<nmf::VariantOptions>(3, 600));
    CHECK(result.orthogonality < 0.3);
    CHECK((result.H.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
    test::checkClusters(result.H, 3);
    for (nmf::Index j = 0; j < 30; ++j)
        CHECK(result.labels[static_cast<std::size_t>(j)] == result.labels[static_cast<std::size_t>(j % 3)]);
    for (nmf::Index c = 0; c < 3; ++c) {
        MatrixD mean = MatrixD::Zero(6, 1);
        for (nmf::Index j = c; j < 30; j += 3)
            mean += V.col(j) / 10;
        CHECK(result.centroids.col(result.labels[static_cast<std::size_t>(c)]).isApprox(mean.col(0), 1e-12));
    }
    CHECK(result.course.trace.back() < result.course.trace.front());
}

TEST_CASE("The models refuse what they cannot use and survive zeros and odd scales") {
    const auto options = variant<nmf::VariantOptions>(2, 30);
    CHECK_THROWS_WITH(nmf::semiNmf(MatrixD(0, 0), options), Catch::Contains("empty"));
    CHECK_THROWS_WITH(nmf::orthogonalNmf(MatrixD::Constant(2, 2, -1), options), Catch::Contains("negative"));
    CHECK_THROWS_WITH(nmf::convexNmf(MatrixD::Constant(2, 2, std::nan("")), options),
                      Catch::Contains("not finite"));
    CHECK_THROWS_WITH(nmf::semiNmf(MatrixD::Ones(2, 2), variant<nmf::VariantOptions>(0, 3)),
                      Catch::Contains("rank"));
    auto bad = variant<nmf::TriOptions>(2, 3);
    bad.columnRank = -1;
    CHECK_THROWS_WITH(nmf::triFactorize(MatrixD::Ones(2, 2), bad), Catch::Contains("columnRank"));
    for (double scale : {0.0, 1e-20, 1e20}) {
        MatrixD V = randomMatrix(6, 8, 1) * scale;
        V.row(2).setZero();
        V.col(3).setZero();
        INFO("scale " << scale);
        CHECK(nmf::semiNmf(V, options).H.allFinite());
        CHECK(nmf::convexNmf(V, options).W.allFinite());
        CHECK(nmf::orthogonalNmf(V, options).W.allFinite());
        CHECK(nmf::triFactorize(V, variant<nmf::TriOptions>(2, 30)).F.allFinite());
        CHECK(nmf::symmetricNmf(V * V.transpose(), options).H.allFinite());
    }
}
