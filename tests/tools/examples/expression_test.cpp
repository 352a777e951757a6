// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the expression example.
#include "tests/support/catch.h"
#include "tools/examples/expression/expression.h"

using namespace winnow::examples;

TEST_CASE("Consensus clustering chooses three classes of leukaemia and finds them, where k-means does not") {
    expression::Options options;
    options.restarts = 10;
    options.mostRank = 4;
    const expression::Figures figures = expression::run(options);
    REQUIRE(figures.ranks.size() == 3);
    const auto& three = figures.ranks[1];
    CHECK(three.cophenetic > 0.95);
    CHECK(three.dispersion > figures.ranks[2].dispersion);
    CHECK(figures.nmf.threeClasses > 0.75);
    CHECK(figures.nmf.threeClasses > figures.kMeans.threeClasses);
    CHECK(figures.markersFound > 0.4); // 5 % by chance
    CHECK(three.consensus.diagonal().minCoeff() == 1);
    CHECK((three.consensus - three.consensus.transpose()).norm() == 0);
}
