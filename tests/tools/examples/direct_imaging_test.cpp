// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the direct-imaging example.
#include "tests/support/catch.h"
#include "tools/examples/direct_imaging/direct_imaging.h"
#include "tools/examples/direct_imaging/reduction.h"

#include <algorithm>

using namespace winnow::examples;

TEST_CASE("Sequential NMF of references recovers a planted companion with more of its light than ADI") {
    direct_imaging::Options options;
    options.drawsForMean = 1;
    options.calmDrift = 0;
    options.observation.targets = 20;
    options.observation.references = 40;
    options.components = 12;
    const direct_imaging::Figures figures = direct_imaging::run(options);
    CHECK(figures.nmf.signalToNoise > 5);
    CHECK(figures.nmf.foundFirst == 1);
    CHECK(figures.nmf.throughput > 0.8);
    CHECK(figures.nmf.throughput < 1.2);
    CHECK(figures.nmf.throughput > figures.classical.throughput + 0.1);
    CHECK(std::is_sorted(figures.residualVariance.rbegin(), figures.residualVariance.rend()));
    CHECK(figures.residualVariance.size() == 12);
}

TEST_CASE("No companion, no detection: the significance at its place is that of noise") {
    direct_imaging::Options options;
    options.observation.targets = 20;
    options.observation.references = 40;
    options.observation.contrast = 0;
    const direct_imaging::Observation empty = direct_imaging::observe(options.observation);
    std::vector<double> unused;
    const Matrix image = direct_imaging::sequential(empty, 8, 0, unused);
    const double centre = 25;
    CHECK(std::abs(direct_imaging::signalToNoise(image, centre + 11 * std::cos(0.9),
                                                 centre + 11 * std::sin(0.9))) < 4);
}

TEST_CASE("Signal to noise is large at a spot among noise, and near zero beside it") {
    Random random(1);
    Matrix image = random.normalMatrix(51, 51);
    image.block(24, 36, 3, 3).array() += 20;
    CHECK(direct_imaging::signalToNoise(image, 25, 37) > 8);
    CHECK(std::abs(direct_imaging::signalToNoise(image, 37, 25)) < 4);
    CHECK(direct_imaging::signalToNoise(image, 25, 25) == 0);
    CHECK(direct_imaging::apertureSum(Matrix::Ones(51, 51), 25, 25) == 9);
}
