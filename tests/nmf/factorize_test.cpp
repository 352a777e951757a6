// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/beta_divergence.h"
#include "nmf/factorize.h"
#include "tests/nmf/simd_levels.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <cmath>

using namespace winnow;
using test::MatrixD;
using test::randomMatrix;

namespace {

/// V = W H of low rank with a tenth of the entries of the factors zero.
MatrixD planted(nmf::Index m, nmf::Index n, nmf::Index k, unsigned seed) {
    MatrixD W = randomMatrix(m, k, seed);
    MatrixD H = randomMatrix(k, n, seed + 1);
    W = (W.array() < 0.1).select(0.0, W);
    H = (H.array() < 0.1).select(0.0, H);
    return W * H;
}

nmf::Options optionsOf(nmf::Index rank, double beta, int iterations) {
    nmf::Options options;
    options.rank = rank;
    options.beta = beta;
    options.maxIterations = iterations;
    options.tolerance = 0;
    return options;
}

} // namespace

TEST_CASE("A planted factorization is recovered") {
    const MatrixD V = planted(40, 60, 4, 11);
    for (double beta : {0.0, 0.5, 1.0, 1.5, 2.0}) {
        // Itakura-Saito sees the zeros of the factors as its hardest entries, and has local minima.
        const MatrixD data = beta < 1 ? MatrixD(V.array() + 0.05) : V;
        nmf::Options options = optionsOf(beta < 1 ? 5 : 4, beta, 1500);
        options.checkEvery = 100;
        const auto result = nmf::factorize<double>(data, options);
        INFO("beta " << beta);
        CHECK((data - result.W * result.H).norm() / data.norm() < 0.02);
        CHECK(result.trace.back() < 1e-3 * result.trace.front());
    }
}

TEST_CASE("A planted factorization is recovered in float at every SIMD level") {
    const nmf::Matrix<float> V = planted(40, 60, 4, 11).cast<float>();
    for (auto level : test::simdLevels()) {
        const test::WithSimdLevel with(level);
        const auto result = nmf::factorize<float>(V, optionsOf(4, 1, 1500));
        CHECK((V - result.W * result.H).norm() / V.norm() < 0.02F);
    }
}

TEST_CASE("With W held the solution meets the optimality conditions") {
    // The problem is convex in H: at the minimum the gradient is zero where h > 0 and not negative where h =
    // 0.
    const MatrixD V = randomMatrix(30, 8, 5, 0.01);
    const MatrixD W = randomMatrix(30, 4, 6);
    for (double beta : {1.0, 1.5, 2.0}) {
        for (double l1 : {0.0, 0.5}) {
            nmf::Options options = optionsOf(4, beta, 20000);
            options.updateW = false;
            options.l1H = l1;
            options.checkEvery = 1000;
            const auto result = nmf::factorize<double>(V, W, MatrixD(), options);
            const MatrixD gradient = (test::referenceGradientH(V, W, result.H, beta).array() + l1).matrix();
            const double scale = (W.transpose() * V).maxCoeff();
            INFO("beta " << beta << ", l1 " << l1);
            CHECK(result.W == W);
            CHECK(gradient.minCoeff() > -1e-3 * scale);
            CHECK(gradient.cwiseProduct(result.H).cwiseAbs().maxCoeff() < 1e-6 * scale * result.H.maxCoeff());
        }
    }
}

TEST_CASE("The larger the penalty, the sparser the activations") {
    const MatrixD V = planted(40, 80, 5, 21).array() + 0.05;
    for (double beta : {0.0, 1.0, 2.0}) {
        double before = 0;
        for (double l1 : {0.0, 0.5, 2.0}) {
            nmf::Options options = optionsOf(8, beta, 400);
            options.l1H = l1;
            const auto result = nmf::factorize<double>(V, options);
            // Hoyer's sparseness of the rows: 0 when all are the same, 1 with one that is not zero.
            const Eigen::ArrayXd ratio = result.H.rowwise().sum().array() / result.H.rowwise().norm().array();
            const double sparseness = ((std::sqrt(80.0) - ratio) / (std::sqrt(80.0) - 1)).mean();
            INFO("beta " << beta << ", l1 " << l1);
            CHECK(sparseness > 1.05 * before);
            before = sparseness;
            if (l1 > 0) CHECK((result.W.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
        }
    }
}

TEST_CASE("A penalty on one factor normalises the other, on both neither") {
    const MatrixD V = randomMatrix(20, 30, 1);
    nmf::Options options = optionsOf(3, 1, 50);
    options.l1W = 0.1;
    const auto onW = nmf::factorize<double>(V, options);
    CHECK((onW.H.rowwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
    const double expected = nmf::betaDivergence<double>(V, onW.W, onW.H, 1) + 0.1 * onW.W.sum();
    CHECK(onW.trace.back() == Approx(expected).epsilon(1e-12));
    options.l1H = 0.1;
    const auto onBoth = nmf::factorize<double>(V, options);
    const double both =
        nmf::betaDivergence<double>(V, onBoth.W, onBoth.H, 1) + 0.1 * onBoth.W.sum() + 0.1 * onBoth.H.sum();
    CHECK(onBoth.trace.back() == Approx(both).epsilon(1e-12));
}

TEST_CASE("Held atoms come back as they came while the others learn") {
    const MatrixD V = planted(25, 40, 5, 3);
    const MatrixD held = randomMatrix(25, 2, 4) * 1e-3;
    nmf::Options options = optionsOf(5, 1, 100);
    options.fixedAtoms = 2;
    for (double l1 : {0.0, 0.1}) {
        options.l1H = l1;
        const auto result = nmf::factorize<double>(V, held, MatrixD(), options); // the other atoms at random
        REQUIRE(result.W.cols() == 5);
        CHECK(result.W.leftCols(2) == held);
        CHECK(result.trace.back() < 0.5 * result.trace.front());
    }
    // Given in full, the learned atoms begin with what is given.
    options.maxIterations = 0;
    options.l1H = 0;
    const MatrixD W0 = randomMatrix(25, 5, 9);
    CHECK(nmf::factorize<double>(V, W0, MatrixD(), options).W == W0);
}

TEST_CASE("Held activations come back as they came") {
    const MatrixD V = planted(25, 40, 3, 3);
    MatrixD H = randomMatrix(3, 40, 4);
    H(1, 1) = 1e-30;
    nmf::Options options = optionsOf(3, 1, 20);
    options.updateH = false;
    const auto result = nmf::factorize<double>(V, MatrixD(), H, options);
    CHECK(result.H == H);
    CHECK(result.trace.back() < result.trace.front());
}

TEST_CASE("The same seed gives the same bits for any number of threads, another seed others") {
    const nmf::Matrix<float> V = randomMatrix(33, 4000, 8).cast<float>();
    for (double beta : {0.0, 1.0, 2.0}) {
        nmf::Options options = optionsOf(6, beta, 6);
        options.l1H = 0.01;
        options.seed = 5;
        const auto one = nmf::factorize<float>(V, options);
        for (int threads : {2, 3, 0, 100}) {
            options.threads = threads;
            const auto many = nmf::factorize<float>(V, options);
            INFO("beta " << beta << ", threads " << threads);
            CHECK(many.W == one.W);
            CHECK(many.H == one.H);
            CHECK(many.trace == one.trace);
        }
        options.seed = 6;
        CHECK(nmf::factorize<float>(V, options).W != one.W);
    }
}

TEST_CASE("Ten iterations and ten more are twenty") {
    const MatrixD V = randomMatrix(31, 130, 2, 0.1);
    const auto twenty = nmf::factorize<double>(V, optionsOf(4, 1, 20));
    const auto ten = nmf::factorize<double>(V, optionsOf(4, 1, 10));
    const auto more = nmf::factorize<double>(V, ten.W, ten.H, optionsOf(4, 1, 10));
    CHECK(more.W.isApprox(twenty.W, 1e-13));
    CHECK(more.H.isApprox(twenty.H, 1e-13));
}

TEST_CASE("The factorization goes with the scale of V") {
    const nmf::Matrix<float> V = randomMatrix(31, 50, 2).cast<float>();
    for (double beta : {0.0, 1.0, 1.5, 2.0}) {
        const auto base = nmf::factorize<float>(V, optionsOf(4, beta, 10));
        for (float scale : {0x1p8F, 0x1p-60F, 0x1p60F}) {
            const auto scaled = nmf::factorize<float>(nmf::Matrix<float>(V * scale), optionsOf(4, beta, 10));
            INFO("beta " << beta << ", scale " << scale);
            CHECK(scaled.W.isApprox(base.W, 1e-4F));
            CHECK(scaled.H.isApprox(base.H * scale, 1e-4F));
        }
    }
}

TEST_CASE("The trace holds the objective at the start, at every check and at the end") {
    const MatrixD V = randomMatrix(10, 12, 2);
    nmf::Options options = optionsOf(2, 1, 25);
    options.checkEvery = 10;
    const auto result = nmf::factorize<double>(V, options);
    CHECK(result.iterations == 25);
    CHECK(result.status == nmf::Status::IterationLimit);
    CHECK(result.trace.size() == 4); // 0, 10, 20, 25
    CHECK(result.trace.back() == Approx(nmf::betaDivergence<double>(V, result.W, result.H, 1)));
    options.maxIterations = 0;
    const auto start = nmf::factorize<double>(V, options);
    CHECK(start.trace.size() == 1);
    CHECK(start.iterations == 0);
}

TEST_CASE("The start has the mean of V") {
    const MatrixD V = randomMatrix(50, 70, 2) * 37;
    const auto start = nmf::factorize<double>(V, optionsOf(6, 1, 0));
    CHECK((start.W * start.H).mean() == Approx(V.mean()).epsilon(0.1));
    const auto fromH =
        nmf::factorize<double>(V, MatrixD(), randomMatrix(6, 70, 3) * 1e-4, optionsOf(6, 1, 0));
    CHECK((fromH.W * fromH.H).mean() == Approx(V.mean()).epsilon(0.1));
}

TEST_CASE("It stops when the objective falls by less than the tolerance") {
    const MatrixD V = planted(20, 30, 2, 1).array() + 0.1;
    nmf::Options options = optionsOf(2, 2, 100000);
    options.tolerance = 1e-4;
    const auto result = nmf::factorize<double>(V, options);
    CHECK(result.status == nmf::Status::Converged);
    CHECK(result.iterations < 100000);
    const std::size_t last = result.trace.size() - 1;
    CHECK(result.trace[last - 1] - result.trace[last] <= 1e-4 * result.trace[last - 1]);
    CHECK(result.trace[last - 2] - result.trace[last - 1] > 1e-4 * result.trace[last - 2]);
}

TEST_CASE("Progress is reported after every iteration and can cancel") {
    const MatrixD V = randomMatrix(10, 12, 2);
    nmf::Options options = optionsOf(2, 1, 50);
    int calls = 0;
    options.progress = [&](const nmf::Progress& progress) {
        ++calls;
        CHECK(progress.iteration == calls);
        CHECK(progress.maxIterations == 50);
        CHECK(progress.objective > 0);
        return calls < 7;
    };
    const auto result = nmf::factorize<double>(V, options);
    CHECK(calls == 7);
    CHECK(result.iterations == 7);
    CHECK(result.status == nmf::Status::Cancelled);
    CHECK(result.trace.back() == Approx(nmf::betaDivergence<double>(V, result.W, result.H, 1)));

    options.progress = [](const nmf::Progress&) -> bool { throw std::runtime_error("no"); };
    options.threads = 2;
    CHECK_THROWS_AS(nmf::factorize<double>(V, options), std::runtime_error);
}
