// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the imputation example and of its digits.
#include "tests/support/catch.h"
#include "tools/examples/data/digits.h"
#include "tools/examples/imputation/imputation.h"

#include <algorithm>
#include <cmath>

using namespace winnow::examples;

TEST_CASE("NMF fills in additive mixtures better than means and neighbours, and as the SVD that knows the "
          "best rank") {
    imputation::Options options;
    options.images = 150;
    options.hidden = {0.5};
    options.ranks = {16};
    options.penalties = {1};
    const imputation::Figures figures = imputation::run(options);
    const imputation::Errors& mixtures = figures.mixtures;
    CHECK(mixtures.nmf < 1.1 * mixtures.svd);
    CHECK(mixtures.nmf < mixtures.shrunkSvd);
    CHECK(mixtures.nmf < mixtures.neighbours);
    CHECK(mixtures.nmf < 0.4 * mixtures.mean);
    CHECK(mixtures.rank >= 4); // planted: 4
    CHECK(mixtures.rank <= 5);

    const imputation::Errors& digits = figures.digits.at(0);
    CHECK(digits.nmf < 0.85 * digits.mean);
    CHECK(digits.nmf < digits.svd);
    // Pixels that were there stay.
    for (Index i = 0; i < figures.holed.size(); ++i)
        if (!std::isnan(figures.holed.data()[i])) REQUIRE(figures.byNmf.data()[i] == figures.truth.data()[i]);
}

TEST_CASE("The handwritten digits are there, all classes, pixels from 0 to 1") {
    const Digits digits = handwrittenDigits();
    REQUIRE(digits.images.cols() == 500);
    CHECK(digits.images.minCoeff() == 0);
    CHECK(digits.images.maxCoeff() == 1);
    for (Index c = 0; c < 10; ++c)
        CHECK(std::count(digits.classes.begin(), digits.classes.end(), c) > 40);
    // A zero has a hole, a one has not.
    CHECK(digits.images.col(0)(8 * 3 + 4) < 0.1);
    CHECK(digits.images.col(1)(8 * 3 + 4) > 0.9);
    CHECK_THROWS_AS(handwrittenDigits(501), std::invalid_argument);
}
