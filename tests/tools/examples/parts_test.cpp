// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the parts example.
#include "tests/support/catch.h"
#include "tools/examples/digits_parts/digits_parts.h"

using namespace winnow::examples;

TEST_CASE("NMF's atoms of digits and swimmers are parts; those of PCA and vector quantisation are not") {
    digits_parts::Options options;
    options.images = 200;
    options.parts = 16;
    options.restarts = 3;
    const digits_parts::Figures figures = digits_parts::run(options);
    CHECK(figures.nmf.sparseness > figures.vq.sparseness + 0.1);
    CHECK(figures.nmf.sparseness > figures.pca.sparseness + 0.1);
    CHECK(figures.sparseNmf.sparseness == Approx(0.75).margin(0.01));
    CHECK(figures.nmf.negative == 0);
    CHECK(figures.pca.negative > 0.3);
    CHECK(figures.nmf.error < figures.vq.error);
    CHECK(figures.pca.error < figures.nmf.error); // the price of parts
    CHECK(figures.nmf.limbs >= 14);
    CHECK(figures.pca.limbs <= 4);
    CHECK(figures.vq.limbs <= 4);
}

TEST_CASE("The swimmer has 256 different images, each of a torso and four limbs") {
    const Matrix images = digits_parts::swimmerImages(), limbs = digits_parts::swimmerLimbs();
    CHECK((limbs.transpose() * limbs - 7 * Matrix::Identity(16, 16)).norm() == 0); // apart from one another
    CHECK((images.colwise().sum().array() == 24 + 4 * 7).all());
    Matrix similarity = images.transpose() * images;
    similarity.diagonal().setZero();
    CHECK(similarity.maxCoeff() < 24 + 4 * 7);
}
