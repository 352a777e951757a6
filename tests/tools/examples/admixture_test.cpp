// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the admixture example.
#include "tests/support/catch.h"
#include "tools/examples/admixture/admixture.h"
#include "tools/examples/admixture/genotypes.h"

using namespace winnow::examples;

TEST_CASE("sNMF finds the ancestries that were planted, and cross-entropy their number") {
    admixture::Options options;
    options.loci = 1000;
    options.individuals = 100;
    options.populations = 3;
    options.mostPopulations = 5;
    const admixture::Figures figures = admixture::run(options);
    CHECK(figures.nmfError < 0.09);
    CHECK(figures.nmfError < 1.3 * figures.emError);
    CHECK(figures.nmfError < 0.5 * figures.clusterError);
    CHECK(figures.chosen == 3);
    CHECK(figures.byNmf.colwise().sum().minCoeff() == Approx(1));
    CHECK(figures.byNmf.minCoeff() >= 0);
}

TEST_CASE("Genotypes have the frequencies of their populations, and one indicator a genotype") {
    Random random(1);
    const admixture::Sample sample = admixture::simulateGenotypes(50, 2000, 2, random);
    const Vector expected = 2 * (sample.frequencies * sample.ancestry).rowwise().mean();
    CHECK((sample.counts.rowwise().mean() - expected).cwiseAbs().maxCoeff() < 0.08);
    const Matrix X = admixture::indicators(sample.counts);
    CHECK(X.rows() == 150);
    CHECK(X.sum() == 50 * 2000);
    CHECK(X(static_cast<Index>(sample.counts(0, 0)), 0) == 1);
}
