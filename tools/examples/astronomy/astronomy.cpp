// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/astronomy/astronomy.h"

#include "nmf/variants/sequential.h"
#include "nmf/variants/weighted.h"
#include "tools/examples/common/rivals.h"

#include <cmath>
#include <limits>

namespace winnow::examples::astronomy {
namespace {

constexpr Index components = 4;

Error errorOf(const Matrix& model, const Survey& survey) {
    const auto squares = (model - survey.truth).array().square();
    const auto seen = (survey.weights.array() > 0).cast<double>();
    const double level = survey.truth.squaredNorm() / static_cast<double>(survey.truth.size());
    return {std::sqrt((squares * seen).sum() / seen.sum() / level),
            std::sqrt((squares * (1 - seen)).sum() / (1 - seen).sum() / level)};
}

nmf::Options fitOptions(const Options& options) {
    nmf::Options fit;
    fit.rank = components;
    fit.beta = 2;
    fit.maxIterations = options.iterations;
    fit.tolerance = 1e-8;
    fit.seed = options.seed;
    return fit;
}

/// Share of the sum of squares (of NMF's data and weights) that PCA of each number of components leaves over:
/// its eigenvalues summed from the end.
std::vector<double> eigenvalueCurve(const Vector& eigenvalues, Index most) {
    std::vector<double> curve;
    for (Index k = 1; k <= most; ++k)
        curve.push_back(eigenvalues.tail(eigenvalues.size() - k).sum() / eigenvalues.sum());
    return curve;
}

} // namespace

Figures run(const Options& options) {
    Figures figures;
    figures.survey = simulateSurvey(options.pixels, options.galaxies, options.seed);
    const Survey& survey = figures.survey;
    const Matrix gaps = (survey.weights.array() == 0).cast<double>();
    figures.gapShare = gaps.mean();
    const Matrix open =
        (survey.weights.array() > 0).select(survey.flux, std::numeric_limits<double>::quiet_NaN());
    const Matrix filled = imputeRowMeans(open);

    const auto weighted =
        nmf::factorizeWeighted<double>(survey.flux, survey.weights, {}, {}, fitOptions(options));
    figures.W = weighted.W;
    figures.H = weighted.H;
    figures.match = matchedCosines(survey.templates, weighted.W);
    figures.weighted = errorOf(weighted.W * weighted.H, survey);

    const auto unweighted = nmf::factorize<double>(filled, fitOptions(options));
    figures.unweighted = errorOf(unweighted.W * unweighted.H, survey);
    figures.unweightedMatch = least(matchedCosines(survey.templates, unweighted.W));
    const Pca pca = principalComponents(filled, components);
    figures.pca = errorOf(pca.model(), survey);
    const Matrix iterated = imputeSvd(open, components, 0, 300);
    const Pca after = principalComponents(iterated, components);
    figures.iteratedPca = errorOf(after.model(), survey);

    nmf::VariantOptions sequence;
    sequence.rank = options.mostComponents;
    sequence.maxIterations = options.iterations / 5;
    sequence.tolerance = 1e-7;
    sequence.seed = options.seed;
    figures.residual = nmf::sequentialNmf(survey.flux, survey.weights, sequence).residualVariance;
    figures.pcaResidual = eigenvalueCurve(pca.eigenvalues, options.mostComponents);
    figures.elbow = nmf::elbow(figures.residual);
    figures.pcaElbow = nmf::elbow(figures.pcaResidual);
    const auto noise = (survey.flux - survey.truth).array().square() * survey.weights.array();
    figures.noiseShare = noise.sum() / (survey.flux.array().square() * survey.weights.array()).sum();
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows{{"share of pixels without a measurement", f.gapShare},
                             {"least cosine with a template, weighted NMF", least(f.match)},
                             {"least cosine with a template, NMF of filled gaps", f.unweightedMatch}};
    const auto add = [&](const std::string& method, const Error& error) {
        rows.push_back({"relative error where observed, " + method, error.observed});
        rows.push_back({"relative error in the gaps, " + method, error.gaps});
    };
    add("weighted NMF", f.weighted);
    add("NMF of filled gaps", f.unweighted);
    add("PCA of filled gaps", f.pca);
    add("PCA, gaps filled iteratively", f.iteratedPca);
    for (std::size_t k = 0; k < f.residual.size(); ++k) {
        rows.push_back(
            {"residual variance, " + std::to_string(k + 1) + " sequential components", f.residual[k]});
        rows.push_back(
            {"residual variance, " + std::to_string(k + 1) + " eigenvalues of PCA", f.pcaResidual[k]});
    }
    rows.push_back({"residual variance of the noise alone", f.noiseShare});
    rows.push_back({"elbow, sequential NMF", static_cast<double>(f.elbow)});
    rows.push_back({"elbow, PCA", static_cast<double>(f.pcaElbow)});
    return rows;
}

} // namespace winnow::examples::astronomy
