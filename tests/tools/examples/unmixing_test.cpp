// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the unmixing example.
#include "tests/support/catch.h"
#include "tools/examples/unmixing/unmixing.h"

using namespace winnow::examples;

TEST_CASE(
    "Separable NMF finds the materials of a scene that other methods do not, and errs less with less noise") {
    unmixing::Options options;
    options.bands = 80;
    options.side = 24;
    options.materials = 4;
    options.decibels = {60, 40, 25};
    const unmixing::Figures figures = unmixing::run(options);
    CHECK(figures.scene.abundances.colwise().sum().minCoeff() == Approx(1));
    for (const auto& at : figures.comparisons) {
        CHECK(at.spa.angle < at.kMeans.angle);
        CHECK(at.spa.angle < at.random.angle);
        CHECK(at.xray.angle < at.kMeans.angle);
        CHECK(at.spa.abundance < at.kMeans.abundance);
        CHECK(at.fromSpa.angle < 1.05 * at.spa.angle);
    }
    CHECK(figures.comparisons[0].spa.angle < 0.2);
    CHECK(figures.comparisons[0].spa.abundance < 0.01);
    CHECK(figures.comparisons[0].purePixels == Approx(1));
    CHECK(figures.comparisons[2].spa.angle > figures.comparisons[0].spa.angle);
}
