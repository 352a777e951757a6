// SPDX-License-Identifier: GPL-3.0-or-later
/// The best of several runs.
#include "nmf/restarts.h"
#include "tests/nmf/least_squares_solvers.h"
#include "tests/support/catch.h"
#include "tests/support/reference_nmf.h"

#include <algorithm>

using namespace winnow;
using test::leastSquares;
using test::MatrixD;
using test::randomMatrix;

TEST_CASE("The best of several restarts is the best, and each is a run of its own seed") {
    const MatrixD V = randomMatrix(12, 18, 1);
    const auto options = leastSquares(nmf::Solver::AcceleratedHals, 5, 100);
    nmf::RestartOptions search;
    search.restarts = 6;
    const auto found = nmf::factorizeBest<double>(V, options, search);
    REQUIRE(found.objectives.size() == 6);
    CHECK(found.best.trace.back() == *std::min_element(found.objectives.begin(), found.objectives.end()));
    CHECK(found.objectives[static_cast<std::size_t>(found.bestRun)] == found.best.trace.back());
    nmf::Options third = options;
    third.seed = options.seed + 2;
    CHECK(nmf::factorize<double>(V, third).trace.back() == found.objectives[2]);
    CHECK(*std::max_element(found.objectives.begin(), found.objectives.end()) > found.best.trace.back());
}

TEST_CASE("Shaking the best finds a better minimum and never a worse result") {
    const MatrixD V = randomMatrix(12, 18, 1);
    for (nmf::Solver solver : {nmf::Solver::Mu, nmf::Solver::AcceleratedHals}) {
        const auto options = leastSquares(solver, 5, 150);
        nmf::RestartOptions search;
        search.restarts = 2;
        const double plain = nmf::factorizeBest<double>(V, options, search).best.trace.back();
        search.perturbations = 25;
        const auto shaken = nmf::factorizeBest<double>(V, options, search);
        CHECK(shaken.objectives.size() == 27);
        CHECK(shaken.best.trace.back() < plain);
        CHECK(shaken.bestRun >= 2);
        CHECK(nmf::factorizeBest<double>(V, options, search).best.W == shaken.best.W);
    }
}

TEST_CASE("The search keeps to its time and refuses nonsense") {
    const MatrixD V = randomMatrix(12, 18, 1);
    auto options = leastSquares(nmf::Solver::Hals, 3, 1000000);
    nmf::RestartOptions search;
    search.timeLimit = 0.02;
    const auto result = nmf::factorizeBest<double>(V, options, search);
    CHECK(result.best.status == nmf::Status::TimeLimit);
    CHECK(result.objectives.size() < 5);
    search.restarts = 0;
    CHECK_THROWS_AS(nmf::factorizeBest<double>(V, options, search), nmf::InvalidInput);
    search.restarts = 1;
    options.fixedAtoms = 1;
    CHECK_THROWS_WITH(nmf::factorizeBest<double>(V, options, search), Catch::Contains("neither can be held"));
}
