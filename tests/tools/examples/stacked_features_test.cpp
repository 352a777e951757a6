// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the example of stacked features.
#include "tests/support/catch.h"
#include "tools/examples/stacked_features/stacked_features.h"

using namespace winnow::examples;

TEST_CASE("Pooled convolutive features know digits at random places better than NMF of the cells does") {
    stacked_features::Options options;
    options.images = 150;
    options.iterations = 60;
    const stacked_features::Figures figures = stacked_features::run(options);
    CHECK(figures.first > figures.nmf + 0.05);
    CHECK(figures.both > figures.nmf + 0.05);
    CHECK(figures.second > 0.25); // 0.1 by chance
    CHECK(figures.strokes.size() == 16);
    CHECK(figures.strip.rows() == 8);
    CHECK(figures.activations.minCoeff() >= 0);
}
