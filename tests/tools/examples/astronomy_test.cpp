// SPDX-License-Identifier: GPL-3.0-or-later
/// Tests of the example of spectra with errors and gaps.
#include "tests/support/catch.h"
#include "tools/examples/astronomy/astronomy.h"
#include "tools/examples/common/measures.h"

using namespace winnow::examples;

TEST_CASE("Weighted NMF predicts the gaps of spectra better than methods that fill them first") {
    astronomy::Options options;
    options.pixels = 150;
    options.galaxies = 120;
    options.iterations = 1000;
    const astronomy::Figures figures = astronomy::run(options);
    CHECK(figures.weighted.gaps < 0.06);
    CHECK(figures.weighted.gaps < 0.3 * figures.unweighted.gaps);
    CHECK(figures.weighted.gaps < 0.3 * figures.pca.gaps);
    CHECK(figures.weighted.gaps < figures.iteratedPca.gaps);
    CHECK(figures.weighted.observed < figures.iteratedPca.observed);
    CHECK(least(figures.match) > figures.unweightedMatch);

    // The residual variance falls to the noise at the true number of templates.
    for (std::size_t k = 1; k < figures.residual.size(); ++k)
        CHECK(figures.residual[k] <= figures.residual[k - 1] * 1.0001);
    CHECK(figures.residual[1] > 2.5 * figures.noiseShare);
    CHECK(figures.residual[5] < 1.3 * figures.noiseShare);
    // The gaps keep the eigenvalues of the filled data from getting there.
    CHECK(figures.pcaResidual[5] > 3 * figures.noiseShare);
    CHECK(figures.elbow >= 3);
    CHECK(figures.elbow <= 5);
}

TEST_CASE("A simulated survey has no weight where it has no measurement") {
    const astronomy::Survey survey = astronomy::simulateSurvey(100, 50, 3);
    const auto open = (survey.weights.array() == 0).cast<double>();
    CHECK(open.mean() > 0.05);
    CHECK(open.mean() < 0.4);
    CHECK((open * survey.flux.array()).maxCoeff() == 0);
    CHECK(survey.flux.minCoeff() >= 0);
    // Errors as the weights say: the mean of the squared standardised residuals is 1.
    const double chi = ((survey.flux - survey.truth).array().square() * survey.weights.array()).sum();
    CHECK(chi / (1 - open).sum() == Approx(1).epsilon(0.08));
}
