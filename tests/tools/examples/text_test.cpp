// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the text example.
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"
#include "tools/examples/text/plsa_em.h"
#include "tools/examples/text/text.h"

#include <algorithm>

using namespace winnow::examples;

TEST_CASE("A tree of topics finds the licence of a passage better than LSA does, and flat topics better than "
          "k-means") {
    const text::Figures figures = text::run({});
    CHECK(figures.corpus.counts.cols() > 50);
    CHECK(figures.tree.purity > 0.65);
    CHECK(figures.tree.purity > figures.lsa.purity);
    CHECK(figures.tree.information > figures.lsa.information);
    CHECK(figures.nmf.purity > figures.kMeans.purity);
    CHECK(figures.nmf.information > figures.kMeans.information);
    // A topic of its own for free documentation.
    CHECK(std::any_of(figures.topWords.begin(), figures.topWords.end(), [](const auto& words) {
        return std::find(words.begin(), words.end(), "invariant") != words.end();
    }));
    // KL-NMF is PLSA, to rounding.
    CHECK(figures.emDifference < 1e-11);
    CHECK(figures.nmfLikelihood >= figures.emLikelihood); // two EM steps an iteration
}

TEST_CASE("An iteration of PLSA's EM raises the likelihood and keeps probabilities") {
    Random random(5);
    const Matrix counts = random.poissonMatrix(Matrix::Constant(12, 9, 2.0));
    winnow::nmf::Plsa model =
        winnow::nmf::readPlsa(winnow::nmf::randomFactor(12, 3, 1, 1), winnow::nmf::randomFactor(3, 9, 1, 2));
    double before = winnow::nmf::plsaLogLikelihood(counts, model);
    for (int i = 0; i < 10; ++i) {
        text::expectationMaximisation(counts, model, text::Maximise::Both);
        const double after = winnow::nmf::plsaLogLikelihood(counts, model);
        CHECK(after > before);
        before = after;
    }
    CHECK(text::jointProbability(model).sum() == Approx(1));
}

TEST_CASE("A missing licence is named") {
    winnow::test::TempDir empty;
    text::Options options;
    options.folder = empty.path();
    CHECK_THROWS_WITH(text::run(options), Catch::Contains("Apache-2.0"));
}
