// SPDX-License-Identifier: GPL-3.0-or-later
/// When a factorization ends, and which options are refused.
#include "nmf/factorize.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <limits>

using namespace winnow;
using nmf::Solver;
using nmf::Status;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

TEST_CASE("It stops when the time is up, and says so") {
    const MatrixD V = randomMatrix(20, 30, 1);
    for (Solver solver : {Solver::Mu, Solver::Hals}) {
        nmf::Options options = leastSquares(solver, 3, 1000000);
        options.timeLimit = 1e-9;
        const auto result = nmf::factorize<double>(V, options);
        CHECK(result.status == Status::TimeLimit);
        CHECK(result.iterations == 1);
        CHECK(result.trace.back() == Approx((V - result.W * result.H).squaredNorm() / 2));
    }
}

TEST_CASE("It stops when the projected gradient is small enough") {
    const MatrixD V = randomMatrix(20, 30, 1);
    nmf::Options options = leastSquares(Solver::BlockPivoting, 3, 100000);
    int before = 0;
    for (double tolerance : {1e-2, 1e-4, 1e-6}) {
        options.gradientTolerance = tolerance;
        const auto result = nmf::factorize<double>(V, options);
        CHECK(result.status == Status::Converged);
        CHECK(result.iterations > before);
        before = result.iterations;
    }
}

TEST_CASE("Patience waits for several flat evaluations in a row") {
    const MatrixD V = randomMatrix(20, 30, 1);
    for (Solver solver : {Solver::Mu, Solver::AcceleratedHals}) {
        nmf::Options options = leastSquares(solver, 3, 10000);
        options.tolerance = 1e-4;
        options.checkEvery = 1;
        const auto hasty = nmf::factorize<double>(V, options);
        options.patience = 5;
        const auto patient = nmf::factorize<double>(V, options);
        CHECK(hasty.status == Status::Converged);
        CHECK(patient.status == Status::Converged);
        CHECK(patient.iterations >= hasty.iterations + 4);
        for (std::size_t i = 0; i < 5; ++i) {
            const std::size_t at = patient.trace.size() - 1 - i;
            CHECK(patient.trace[at - 1] - patient.trace[at] <= 1e-4 * patient.trace[at - 1]);
        }
    }
}

TEST_CASE("The progress callback ends a least-squares factorization too") {
    const MatrixD V = randomMatrix(10, 12, 2);
    nmf::Options options = leastSquares(Solver::Hals, 2, 50);
    int calls = 0;
    options.progress = [&](const nmf::Progress& progress) {
        CHECK(progress.iteration == ++calls);
        return calls < 7;
    };
    const auto result = nmf::factorize<double>(V, options);
    CHECK(result.iterations == 7);
    CHECK(result.status == Status::Cancelled);
    CHECK(result.trace.back() == Approx((V - result.W * result.H).squaredNorm() / 2));
}

TEST_CASE("Combinations of options that make no sense are refused with a sentence") {
    const MatrixD V = randomMatrix(4, 5, 1);
    const auto refused = [&](auto change, const char* words) {
        nmf::Options options = leastSquares(Solver::Hals, 2, 3);
        change(options);
        CHECK_THROWS_WITH(nmf::factorize<double>(V, options), Catch::Contains(words));
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    refused([](auto& o) { o.beta = 1; }, "Choose Solver::Mu for other divergences");
    refused([](auto& o) { o.overRelaxation = 1.5; }, "overRelaxation is an exponent of Solver::Mu");
    refused(
        [](auto& o) {
            o.solver = Solver::Mu;
            o.gradientTolerance = 1e-3;
        },
        "needs a least-squares solver");
    refused([](auto& o) { o.l2W = -1; }, "l2W");
    refused([&](auto& o) { o.l2H = nan; }, "l2H");
    refused([&](auto& o) { o.gradientTolerance = nan; }, "gradientTolerance");
    refused([](auto& o) { o.timeLimit = 0; }, "timeLimit");
    refused([](auto& o) { o.patience = 0; }, "patience");
    nmf::Options started = leastSquares(Solver::Hals, 2, 3);
    started.init = nmf::Init::KMeans;
    CHECK_THROWS_WITH(nmf::factorize<double>(V, randomMatrix(4, 2, 1), MatrixD(), started),
                      Catch::Contains("leave it at Init::Random"));
}
