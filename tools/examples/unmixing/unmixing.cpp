// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/unmixing/unmixing.h"

#include "nmf/exact/separable.h"
#include "nmf/nnls.h"
#include "nmf/reading/components.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"

#include <cmath>

namespace winnow::examples::unmixing {
namespace {

/// Reflectance of minerals: a smooth continuum with a few absorption bands, 0.4 to 2.5 micrometres.
Matrix mineralSpectra(const Vector& micrometres, Index materials, Random& random) {
    Matrix spectra(micrometres.size(), materials);
    for (Index a = 0; a < materials; ++a) {
        const double slope = random.uniform(-0.15, 0.25), level = random.uniform(0.35, 0.75);
        Vector s = level + slope * (micrometres.array() - 1.4);
        const Index bands = 3 + random.below(3);
        for (Index b = 0; b < bands; ++b) {
            const double centre = random.uniform(0.5, 2.45), width = random.uniform(0.03, 0.15);
            const double depth = random.uniform(0.15, 0.6);
            s.array() *= 1 - depth * (-0.5 * ((micrometres.array() - centre) / width).square()).exp();
        }
        spectra.col(a) = s.cwiseMax(0.02);
    }
    return spectra;
}

/// Fields that change slowly over the scene, one of which mostly rules; some pixels hold one material only.
Matrix abundanceMaps(Index side, Index materials, Random& random) {
    Matrix abundances(materials, side * side);
    for (Index a = 0; a < materials; ++a) {
        Vector field = Vector::Zero(side * side);
        for (int wave = 0; wave < 6; ++wave) {
            const double fx = random.normal() * 5 / static_cast<double>(side),
                         fy = random.normal() * 5 / static_cast<double>(side),
                         phase = random.uniform(0, 6.28);
            for (Index p = 0; p < field.size(); ++p)
                field(p) +=
                    std::cos(fx * static_cast<double>(p / side) + fy * static_cast<double>(p % side) + phase);
        }
        abundances.row(a) = (1.5 * field.array()).exp().transpose();
    }
    for (Index p = 0; p < abundances.cols(); ++p)
        abundances.col(p) /= abundances.col(p).sum();
    for (Index a = 0; a < materials; ++a) {
        Index purest = 0;
        abundances.row(a).maxCoeff(&purest);
        abundances.col(purest) = Vector::Unit(materials, a);
    }
    return abundances;
}

/// Columns in the order of the scene's materials.
void arrange(const Scene& scene, Matrix& W, Matrix& H) {
    const auto partner = nmf::matchComponents(scene.spectra, W).partner;
    const Matrix w = W, h = H;
    for (std::size_t a = 0; a < partner.size(); ++a) {
        W.col(static_cast<Index>(a)) = w.col(partner[a]);
        H.row(static_cast<Index>(a)) = h.row(partner[a]);
    }
}

/// Shares of the materials: H with columns of sum 1, as fully constrained unmixing wants them.
Matrix shares(const Matrix& H) {
    return H * H.colwise().sum().cwiseMax(1e-12).cwiseInverse().asDiagonal();
}

Error errorOf(const Scene& scene, Matrix W, Matrix H) {
    // Factors of no fixed scale: the brightness of each material's purest pixel is right at share 1.
    arrange(scene, W, H);
    Error error;
    for (Index a = 0; a < W.cols(); ++a)
        error.angle += angleDegrees(scene.spectra.col(a), W.col(a)) / static_cast<double>(W.cols());
    error.abundance = std::sqrt((shares(H) - scene.abundances).squaredNorm() / static_cast<double>(H.size()));
    return error;
}

/// Scaled so that the largest share of each atom is 1.
Error errorOfFit(const Scene& scene, nmf::Factorization<double> fit) {
    for (Index a = 0; a < fit.W.cols(); ++a) {
        const double largest = fit.H.row(a).maxCoeff();
        if (largest > 0) fit.H.row(a) /= largest;
    }
    return errorOf(scene, fit.W, fit.H);
}

Comparison compare(const Scene& scene, const Matrix& V, const Options& options, Figures& figures, bool keep) {
    Comparison result;
    nmf::SeparableOptions separable;
    separable.rank = scene.spectra.cols();
    separable.normalise = false; // shares add up to 1
    auto spa = nmf::separableNmf(V, separable);
    result.spa = errorOf(scene, spa.W, spa.H);
    for (const Index column : spa.columns)
        result.purePixels +=
            scene.abundances.col(column).maxCoeff() > 0.99 ? 1.0 / static_cast<double>(separable.rank) : 0;
    separable.method = nmf::SeparableMethod::Xray;
    const auto xray = nmf::separableNmf(V, separable);
    result.xray = errorOf(scene, xray.W, xray.H);

    nmf::Options fit;
    fit.rank = scene.spectra.cols();
    fit.beta = 2;
    fit.solver = nmf::Solver::AcceleratedHals;
    fit.maxIterations = 100;
    fit.seed = options.seed;
    result.fromSpa = errorOfFit(scene, nmf::factorize<double>(V, spa.W, spa.H, fit));
    result.random = errorOfFit(scene, nmf::factorizeBest<double>(V, fit, {}).best);
    const Matrix centroids = kMeans(V, fit.rank, options.seed, 2).centroids;
    result.kMeans = errorOf(scene, centroids, nmf::nnls<double>(centroids, V));
    if (keep) {
        arrange(scene, spa.W, spa.H);
        figures.spectra = spa.W;
        figures.abundances = shares(spa.H);
    }
    return result;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    Figures figures;
    Scene& scene = figures.scene;
    scene.side = options.side;
    scene.micrometres = Vector::LinSpaced(options.bands, 0.4, 2.5);
    scene.spectra = mineralSpectra(scene.micrometres, options.materials, random);
    scene.abundances = abundanceMaps(options.side, options.materials, random);
    const Matrix clean = scene.spectra * scene.abundances;
    for (std::size_t i = 0; i < options.decibels.size(); ++i) {
        const double noise = std::sqrt(clean.squaredNorm() / static_cast<double>(clean.size())) *
                             std::pow(10, -options.decibels[i] / 20);
        const Matrix V = (clean + noise * random.normalMatrix(clean.rows(), clean.cols())).cwiseMax(0.0);
        figures.comparisons.push_back(compare(scene, V, options, figures, i < 3));
        figures.comparisons.back().decibels = options.decibels[i];
    }
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    for (const Comparison& c : f.comparisons) {
        const std::string at = std::to_string(std::lround(c.decibels)) + " dB, ";
        const auto add = [&](const std::string& method, const Error& error) {
            rows.push_back({at + "spectral angle in degrees, " + method, error.angle});
            rows.push_back({at + "error of the shares, " + method, error.abundance});
        };
        add("SPA", c.spa);
        add("XRAY", c.xray);
        add("NMF from SPA", c.fromSpa);
        add("NMF from random starts", c.random);
        add("k-means centroids", c.kMeans);
        rows.push_back({at + "pure pixels among those SPA picks", c.purePixels});
    }
    return rows;
}

} // namespace winnow::examples::unmixing
