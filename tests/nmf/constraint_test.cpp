// SPDX-License-Identifier: GPL-3.0-or-later
/// Given sparseness, smooth activations, total variation.
#include "nmf/beta_divergence.h"
#include "nmf/reading/components.h"
#include "nmf/variants/hoyer.h"
#include "nmf/variants/smooth.h"
#include "nmf/variants/total_variation.h"
#include "tests/nmf/variant_checks.h"

#include <cmath>

using namespace winnow;
using test::checkFalls;
using test::MatrixD;
using test::randomMatrix;
using test::variant;

TEST_CASE("Hoyer's sparseness is 0 for equal elements and 1 for a single one") {
    CHECK(nmf::hoyerSparseness(Eigen::VectorXd::Ones(9)) == Approx(0).margin(1e-12));
    CHECK(nmf::hoyerSparseness(Eigen::VectorXd::Unit(9, 4)) == Approx(1));
    CHECK(nmf::hoyerSparseness(Eigen::Vector4d(1, 1, 0, 0)) == Approx(2 - std::sqrt(2.0)));
    CHECK(nmf::hoyerSparseness(Eigen::VectorXd::Zero(3)) == 0);
}

TEST_CASE("The projection to two norms has them and is the closest such vector") {
    for (unsigned seed = 0; seed < 40; ++seed) {
        const nmf::Index n = 3 + seed % 9;
        const Eigen::VectorXd x = randomMatrix(n, 1, seed, -1);
        const double l2 = 1.5, l1 = l2 * (1 + (std::sqrt(static_cast<double>(n)) - 1) * (0.1 + 0.02 * seed));
        const Eigen::VectorXd p = nmf::projectToNorms(x, l1, l2);
        CHECK(p.minCoeff() >= 0);
        CHECK(p.sum() == Approx(l1));
        CHECK(p.norm() == Approx(l2));
        // No random vector of these norms is closer.
        for (unsigned trial = 0; trial < 60; ++trial) {
            const Eigen::VectorXd other = nmf::projectToNorms(randomMatrix(n, 1, 1000 + trial, -1), l1, l2);
            CHECK((x - p).norm() <= (x - other).norm() * (1 + 1e-9));
        }
    }
    const Eigen::VectorXd even =
        nmf::projectToNorms(Eigen::VectorXd::Ones(4), 1.5, 1); // no direction is nearest
    CHECK(even.sum() == Approx(1.5));
    CHECK(even.norm() == Approx(1));
}

TEST_CASE("Factors have exactly the sparseness asked for and the objective never rises") {
    const MatrixD V = randomMatrix(30, 5, 1) * randomMatrix(5, 40, 2);
    for (const auto& [onW, onH] : {std::pair{0.6, -1.0}, {-1.0, 0.5}, {0.4, 0.3}}) {
        auto options = variant<nmf::HoyerOptions>(4, 150);
        options.sparsenessW = onW;
        options.sparsenessH = onH;
        options.checkEvery = 1;
        const auto result = nmf::hoyerNmf(V, options);
        INFO("sparseness " << onW << ", " << onH);
        checkFalls(result.course, 1e-12);
        CHECK(result.course.trace.back() == Approx((V - result.W * result.H).squaredNorm() / 2));
        for (nmf::Index a = 0; a < 4; ++a) {
            if (onW >= 0) CHECK(nmf::hoyerSparseness(result.W.col(a)) == Approx(onW).epsilon(1e-6));
            if (onH >= 0) {
                CHECK(nmf::hoyerSparseness(result.H.row(a).transpose()) == Approx(onH).epsilon(1e-6));
                CHECK(result.H.row(a).norm() == Approx(1));
            }
        }
        CHECK(result.W.minCoeff() >= 0);
        CHECK(result.H.minCoeff() >= 0);
        CHECK((V - result.W * result.H).norm() < 0.5 * V.norm());
    }
    auto bad = variant<nmf::HoyerOptions>(2, 5);
    bad.sparsenessW = 1.5;
    CHECK_THROWS_WITH(nmf::hoyerNmf(V, bad), Catch::Contains("at most 1"));
    bad.sparsenessW = 0.5;
    for (double scale : {0.0, 1e-20, 1e20})
        CHECK(nmf::hoyerNmf(V * scale, bad).W.allFinite());
}

TEST_CASE("Smooth NMF never rises, is the formula, and gets smoother with its weight") {
    const MatrixD V = (randomMatrix(10, 3, 1) * randomMatrix(3, 60, 2)).array() + 0.01;
    for (double beta : {1.0, 2.0}) {
        double before = 1e300;
        for (double weight : {0.0, 1.0, 10.0}) {
            auto options = variant<nmf::SmoothOptions>(3, 300);
            options.beta = beta;
            options.smoothness = weight;
            options.checkEvery = 1;
            const auto result = nmf::smoothNmf(V, options);
            INFO("beta " << beta << ", weight " << weight);
            checkFalls(result.course, 1e-10);
            CHECK((result.W.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
            const double rough = (result.H.rightCols(59) - result.H.leftCols(59)).squaredNorm();
            CHECK(rough < before);
            before = rough;
            CHECK(result.course.trace.back() ==
                  Approx(nmf::betaDivergence<double>(V, result.W, result.H, beta) + weight / 2 * rough)
                      .epsilon(1e-6));
        }
    }
}

TEST_CASE("Smoothness recovers slow activations under noise better than none") {
    MatrixD H(2, 120);
    for (nmf::Index t = 0; t < 120; ++t)
        H.col(t) << 1 + std::sin(0.1 * static_cast<double>(t)), 1 + std::cos(0.07 * static_cast<double>(t));
    MatrixD W = randomMatrix(8, 2, 1);
    W.col(0).head(4) *= 0.1;
    W.col(1).tail(4) *= 0.1;
    const MatrixD truth = W * H;
    const MatrixD V = (truth + 0.5 * randomMatrix(8, 120, 3, -1)).cwiseMax(0.0);
    auto options = variant<nmf::SmoothOptions>(2, 500);
    options.beta = 2;
    const auto plain = nmf::smoothNmf(V, options);
    options.smoothness = 20;
    const auto smooth = nmf::smoothNmf(V, options);
    CHECK((truth - smooth.W * smooth.H).norm() < 0.8 * (truth - plain.W * plain.H).norm());
    options.beta = 1.5;
    CHECK_THROWS_AS(nmf::smoothNmf(V, options), nmf::InvalidInput);
    options.beta = 1;
    options.smoothness = -1;
    CHECK_THROWS_WITH(nmf::smoothNmf(V, options), Catch::Contains("smoothness"));
    options.smoothness = 1;
    for (double scale : {0.0, 1e-20, 1e20})
        CHECK(nmf::smoothNmf(V * scale, options).H.allFinite());
}

TEST_CASE("The total variation of a flat image is zero and that of an edge its length") {
    CHECK(nmf::totalVariation(Eigen::VectorXd::Constant(20, 3), 5, 1e-9) == Approx(0).margin(1e-6));
    Eigen::VectorXd edge = Eigen::VectorXd::Zero(20);
    edge.tail(10).setConstant(2); // 4 columns of 5: a step of 2 along 5 pixels
    CHECK(nmf::totalVariation(edge, 5, 1e-9) == Approx(10));
}

TEST_CASE("Total-variation NMF never rises and cleans blocky atoms of noise") {
    constexpr nmf::Index height = 12, width = 10;
    MatrixD W = MatrixD::Zero(height * width, 2);
    for (nmf::Index x = 0; x < width; ++x)
        for (nmf::Index y = 0; y < height; ++y) {
            W(x * height + y, 0) = x < 4 && y < 6;
            W(x * height + y, 1) = x >= 5 && y >= 5;
        }
    W.array() += 0.4; // so that no noise is cut off at zero
    const MatrixD H = randomMatrix(2, 15, 2, 0.5), truth = W * H;
    const MatrixD V = truth + 0.4 * randomMatrix(height * width, 15, 3, -1);
    auto options = variant<nmf::TotalVariationOptions>(2, 400);
    options.height = height;
    options.checkEvery = 1;
    const auto plain = nmf::totalVariationNmf(V, options);
    options.strength = 0.6;
    const auto clean = nmf::totalVariationNmf(V, options);
    checkFalls(plain.course, 1e-10);
    checkFalls(clean.course, 1e-10);
    CHECK((truth - clean.W * clean.H).norm() < 0.8 * (truth - plain.W * plain.H).norm());
    CHECK((clean.H.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
    const auto roughness = [&](const MatrixD& found) {
        return nmf::totalVariation(found.col(0) / found.col(0).norm(), height, 1e-6) +
               nmf::totalVariation(found.col(1) / found.col(1).norm(), height, 1e-6);
    };
    CHECK(roughness(clean.W) < 0.8 * roughness(plain.W));
    const double expected =
        (V - clean.W * clean.H).squaredNorm() / 2 + 0.6 * (nmf::totalVariation(clean.W.col(0), height, 1e-9) +
                                                           nmf::totalVariation(clean.W.col(1), height, 1e-9));
    CHECK(clean.course.trace.back() == Approx(expected).epsilon(0.02)); // epsilon apart
    options.height = 7;
    CHECK_THROWS_WITH(nmf::totalVariationNmf(V, options), Catch::Contains("divide the number of rows"));
    options.height = height;
    for (double scale : {0.0, 1e-20, 1e20})
        CHECK(nmf::totalVariationNmf(V * scale, options).W.allFinite());
}
