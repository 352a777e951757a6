// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the PET example.
#include "tests/support/catch.h"
#include "tools/examples/pet/pet.h"

using namespace winnow::examples;

TEST_CASE("Sparsity gives NMF the curves and images of blood and tissues that it misses without") {
    pet::Options options;
    options.side = 30;
    options.restarts = 2;
    options.iterations = 600;
    const pet::Figures figures = pet::run(options);
    CHECK(figures.sparse.imageMatch > 0.9);
    CHECK(figures.sparse.imageMatch > figures.plain.imageMatch);
    CHECK(figures.sparse.curveError < figures.plain.curveError);
    CHECK(figures.sparse.curveError < figures.kMeans.curveError);
    CHECK(figures.sparse.curveError < 0.25);
    CHECK(figures.pca.curveError > 2 * figures.sparse.curveError);
}

TEST_CASE("In the phantom blood comes and goes, and the lesion keeps what it takes up") {
    Random random(1);
    const pet::Phantom phantom = pet::simulatePhantom(20, 1, random);
    const Index last = phantom.curves.rows() - 1;
    CHECK(phantom.durations.sum() == Approx(54));
    CHECK(phantom.curves.col(0).maxCoeff() > 5 * phantom.curves(last, 0));
    CHECK(phantom.curves(last, 2) == phantom.curves.col(2).maxCoeff());
    CHECK(phantom.curves(last, 2) > phantom.curves(last, 1));
}
