// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the short examples.
#include "tests/support/catch.h"
#include "tools/examples/short_ones/short_ones.h"

using namespace winnow::examples::short_ones;

namespace {

double value(const Answer& answer, std::size_t method) {
    return answer.methods.at(method).second;
}

} // namespace

TEST_CASE("Symmetric NMF finds the fields of a citation network, where k-means on its rows does not") {
    const Answer answer = citationNetwork(0);
    CHECK(value(answer, 0) > 0.5);
    CHECK(value(answer, 0) > value(answer, 1)); // spectral clustering
    CHECK(value(answer, 0) > value(answer, 2) + 0.2);
}

TEST_CASE("Ten groups of words cluster documents better than the words themselves do") {
    const Answer answer = featureAgglomeration(0);
    CHECK(value(answer, 0) > value(answer, 1));
    CHECK(value(answer, 0) > 0.4);
}

TEST_CASE("NMF predicts held-out ratings better than means and similar people do") {
    const Answer answer = recommender(0);
    CHECK(answer.lowerIsBetter);
    CHECK(value(answer, 0) < value(answer, 1));
    CHECK(value(answer, 0) < 0.9 * value(answer, 3));
}

TEST_CASE("NMF finds muscle synergies, which principal axes are not") {
    const Answer answer = muscleSynergies(0);
    CHECK(value(answer, 0) > 0.95);
    CHECK(value(answer, 0) > value(answer, 1) + 0.1);
}

TEST_CASE("Separable NMF picks a methylation site for each kind of cell; the largest variance does not") {
    const Answer answer = representativeGenes(0);
    CHECK(value(answer, 0) >= 0.8);
    CHECK(value(answer, 0) > value(answer, 2));
    CHECK(value(answer, 0) > value(answer, 3));
}

TEST_CASE("NMF predicts responses to pairs of drugs that were not measured") {
    const Answer answer = drugPairs(0);
    CHECK(value(answer, 0) < value(answer, 2));
    CHECK(value(answer, 0) < 0.5 * value(answer, 3));
}

TEST_CASE("Four shares by NMF say nearly as much of the kind of a space object as its spectrum does") {
    const Answer answer = spaceObjects(0);
    CHECK(value(answer, 0) > 0.78);
    CHECK(value(answer, 0) > value(answer, 2) - 0.06);
}
