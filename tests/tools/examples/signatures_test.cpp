// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the mutational-signature example.
#include "tests/support/catch.h"
#include "tools/examples/signatures/signatures.h"

using namespace winnow::examples;

TEST_CASE("Planted mutational signatures are found, and how many there are") {
    signatures::Options options;
    options.genomes = 80;
    options.restarts = 3;
    options.leastRank = 4;
    options.mostRank = 8;
    const signatures::Figures figures = signatures::run(options);
    CHECK(least(figures.kl) > 0.95);
    CHECK(mean(figures.kl) >= mean(figures.frobenius));
    CHECK(mean(figures.kl) > mean(figures.kMeans) + 0.05);
    CHECK(mean(figures.kl) > mean(figures.pca) + 0.05);
    CHECK(figures.exposures > 0.95);
    CHECK(figures.chosen >= 5);
    CHECK(figures.chosen <= 7);
    for (Index a = 0; a < figures.found.cols(); ++a) {
        CHECK(figures.found.col(a).sum() == Approx(1));
        CHECK(cosine(figures.found.col(a), figures.planted.col(a)) ==
              Approx(figures.kl[static_cast<std::size_t>(a)]));
    }
}
