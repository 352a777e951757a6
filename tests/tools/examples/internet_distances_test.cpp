// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the Internet-distance example.
#include "tests/support/catch.h"
#include "tools/examples/internet_distances/coordinates.h"
#include "tools/examples/internet_distances/internet_distances.h"
#include "tools/examples/internet_distances/topology.h"

using namespace winnow::examples;
using namespace winnow::examples::internet_distances;

TEST_CASE("IDES and Phoenix predict most distances from few measurements, better than Vivaldi") {
    Options options;
    options.hosts = 200;
    const Figures figures = run(options);
    REQUIRE(figures.methods.size() == 4);
    const Accuracy &nmf = figures.methods[0], &svd = figures.methods[1], &phoenix = figures.methods[2],
                   &vivaldi = figures.methods[3];
    CHECK(figures.violations > 0.02);
    CHECK(nmf.measuredShare < 0.35);
    CHECK(nmf.median < 0.2);
    CHECK(nmf.median < vivaldi.median);
    CHECK(phoenix.median < vivaldi.median);
    CHECK(nmf.ninetieth < svd.ninetieth);
    CHECK(nmf.errors.size() == static_cast<std::size_t>(200 * 199 * (1 - nmf.measuredShare) + 0.5));
}

TEST_CASE("IDES is exact for distances that have a non-negative factorization of its size") {
    Random random(2);
    Matrix X(60, 3), Y(60, 3);
    for (Index i = 0; i < X.size(); ++i) {
        X.data()[i] = random.gamma(1);
        Y.data()[i] = random.gamma(1);
    }
    const Matrix times = X * Y.transpose();
    const Prediction svd = ides(times, 20, 3, false, 1);
    CHECK((svd.distances - times).norm() < 1e-6 * times.norm());
    const Prediction nmf = ides(times, 20, 3, true, 1);
    CHECK((nmf.distances - times).norm() < 0.05 * times.norm());
    CHECK(nmf.distances.minCoeff() >= 0);
    CHECK(nmf.count() == 2 * 20 * 60 - 20 * 20 - 20);
}
