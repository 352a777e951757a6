// SPDX-License-Identifier: GPL-3.0-or-later
/// Groups of muscles that act together.
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/short_ones/short_ones.h"

#include <cmath>

namespace winnow::examples::short_ones {

/// Sixteen muscles in four synergies, each of a burst once a step of walking; envelopes of electromyograms
/// with noise that grows with the signal.
Answer muscleSynergies(std::uint64_t seed) {
    constexpr Index muscles = 16, synergies = 4, samples = 100, steps = 12;
    Random random(seed + 60);
    Matrix W(muscles, synergies), H(synergies, samples * steps);
    for (Index a = 0; a < synergies; ++a)
        W.col(a) = random.dirichlet(Vector::Constant(muscles, 0.35));
    for (Index s = 0; s < steps; ++s)
        for (Index a = 0; a < synergies; ++a) {
            const double centre = 0.12 + 0.24 * static_cast<double>(a) + 0.02 * random.normal();
            const double size = std::exp(0.25 * random.normal());
            for (Index t = 0; t < samples; ++t) {
                double phase = static_cast<double>(t) / samples - centre;
                phase -= std::round(phase); // steps follow one another
                H(a, s * samples + t) = size * std::exp(-0.5 * std::pow(phase / 0.09, 2));
            }
        }
    const Matrix clean = W * H;
    const Matrix noise = random.normalMatrix(clean.rows(), clean.cols());
    const Matrix V = (clean + 0.2 * clean.cwiseProduct(noise) + 0.05 * clean.mean() * noise).cwiseMax(0.0);
    nmf::Options fit;
    fit.rank = synergies;
    fit.beta = 2;
    fit.solver = nmf::Solver::AcceleratedHals;
    fit.seed = seed;
    const auto model = nmf::factorizeBest<double>(V, fit, {}).best;
    const Matrix axes = principalComponents(V, synergies).axes;
    Matrix bothSigns(muscles, 2 * synergies);
    bothSigns << axes, -axes;
    return {"Muscle synergies",
            "mean cosine with the planted",
            {{"NMF", mean(matchedCosines(W, model.W))},
             {"PCA", mean(matchedCosines(W, bothSigns))},
             {"k-means", mean(matchedCosines(W, kMeans(V, synergies, seed).centroids))}}};
}

} // namespace winnow::examples::short_ones
