// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the drug-target example.
#include "tests/support/catch.h"
#include "tools/examples/drug_targets/drug_targets.h"

using namespace winnow::examples;

TEST_CASE("Tri-factorization expects hidden links of drugs and targets better than SVD and degrees do") {
    drug_targets::Options options;
    options.splits = 2;
    const drug_targets::Figures figures = drug_targets::run(options);
    CHECK(figures.density > 0.01);
    CHECK(figures.density < 0.1);
    CHECK(figures.triFactorization > 0.8);
    CHECK(figures.triFactorization > figures.svd + 0.03);
    CHECK(figures.triFactorization > figures.degrees + 0.02);
    CHECK(figures.triFactorization > figures.nmf);
    CHECK(figures.drugClasses > 0.2);
    const double hidden = static_cast<double>(figures.hiddenRows.size()) / figures.links.sum();
    CHECK(hidden == Approx(0.2).margin(0.04));
}
