// SPDX-License-Identifier: GPL-3.0-or-later
/// What an object in orbit is made of.
#include "nmf/reading/components.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <cmath>

namespace winnow::examples::short_ones {
namespace {

/// Nearest mean of the training columns' features for the others. @return share right
double nearestMean(const Matrix& features, const Labels& kind, Index training, Index kinds) {
    Matrix means = Matrix::Zero(features.rows(), kinds);
    Vector count = Vector::Zero(kinds);
    for (Index j = 0; j < training; ++j) {
        means.col(kind[static_cast<std::size_t>(j)]) += features.col(j);
        count(kind[static_cast<std::size_t>(j)]) += 1;
    }
    for (Index a = 0; a < kinds; ++a)
        means.col(a) /= count(a);
    double right = 0;
    for (Index j = training; j < features.cols(); ++j) {
        Index nearest = 0;
        (means.colwise() - features.col(j)).colwise().squaredNorm().minCoeff(&nearest);
        right += nearest == kind[static_cast<std::size_t>(j)] ? 1 : 0;
    }
    return right / static_cast<double>(features.cols() - training);
}

} // namespace

/// Unresolved objects reflect a mixture of aluminium, solar cells, white paint and gold foil, in shares that
/// depend on the kind (rocket body, satellite, debris of foil) and turn with attitude; 0.4 to 1 micrometre,
/// 5 % noise. Forty objects are known.
Answer spaceObjects(std::uint64_t seed) {
    constexpr Index bands = 80, materials = 4, objects = 300, kinds = 3, training = 40;
    Random random(seed + 90);
    const Vector x = Vector::LinSpaced(bands, 0.4, 1.0);
    const auto step = [&](double at, double width) -> Vector {
        return 1 / (1 + (-(x.array() - at) / width).exp());
    };
    Matrix spectra(bands, materials);
    spectra.col(0) = 0.75 - 0.15 * (-0.5 * ((x.array() - 0.83) / 0.05).square()).exp(); // aluminium
    spectra.col(1) = 0.08 + 0.5 * step(0.93, 0.015).array();                            // silicon cells
    spectra.col(2) = 0.85 * step(0.42, 0.012);                                          // titanium white
    spectra.col(3) = 0.2 + 0.65 * step(0.53, 0.02).array();                             // gold foil
    Matrix mixture(kinds, materials);
    mixture << 3, 0.2, 3, 0.2, //
        1, 3, 0.5, 1.5,        //
        1.5, 0.2, 0.3, 3;
    Labels kind;
    Matrix V(bands, objects);
    for (Index j = 0; j < objects; ++j) {
        kind.push_back(j % kinds);
        V.col(j) = random.gamma(3) * spectra * random.dirichlet(mixture.row(j % kinds));
        V.col(j).array() *= 1 + 0.05 * random.normalMatrix(bands, 1).array();
    }
    for (Index j = 0; j < objects; ++j)
        V.col(j) /= V.col(j).mean(); // colour, not brightness
    nmf::Options fit;
    fit.rank = materials;
    fit.beta = 2;
    fit.solver = nmf::Solver::AcceleratedHals;
    fit.seed = seed;
    auto model = nmf::factorizeBest<double>(V, fit, {}).best;
    nmf::normaliseComponents(model.W, model.H, nmf::Normalisation::Sum);
    // Shares add up to 1: Hellinger's distance, of their square roots, is made for that.
    return {"Space objects",
            "share put right by nearest mean",
            {{"shares by NMF", nearestMean(model.H.cwiseSqrt(), kind, training, kinds)},
             {"principal components",
              nearestMean(principalComponents(V, materials).scores, kind, training, kinds)},
             {"spectra", nearestMean(V, kind, training, kinds)}}};
}

} // namespace winnow::examples::short_ones
