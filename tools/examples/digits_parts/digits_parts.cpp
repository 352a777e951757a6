// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/digits_parts/digits_parts.h"

#include "nmf/reading/components.h"
#include "nmf/restarts.h"
#include "nmf/variants/hoyer.h"
#include "tools/examples/common/rivals.h"
#include "tools/examples/data/digits.h"

namespace winnow::examples::digits_parts {
namespace {

Dictionary describe(const Matrix& V, const Matrix& atoms, const Matrix& activations, const Matrix& model) {
    Dictionary result;
    result.atoms = atoms;
    for (Index a = 0; a < atoms.cols(); ++a)
        result.sparseness +=
            nmf::hoyerSparseness(atoms.col(a).cwiseAbs()) / static_cast<double>(atoms.cols());
    result.error = (V - model).norm() / V.norm();
    const double below =
        (atoms.array() < 0).cast<double>().sum() + (activations.array() < 0).cast<double>().sum();
    result.negative = below / static_cast<double>(atoms.size() + activations.size());
    return result;
}

/// How many of the 16 limb positions have an atom that is this limb and no other (cosine above 0.9 on the
/// pixels that belong to limbs; the torso is in every image and may be anywhere).
double limbsFound(const Matrix& atoms) {
    const Matrix limbs = swimmerLimbs();
    const Vector anyLimb = limbs.rowwise().maxCoeff();
    const Matrix masked = anyLimb.asDiagonal() * atoms;
    double found = 0;
    for (const double similarity : matchedCosines(limbs, masked))
        found += similarity > 0.9 ? 1 : 0;
    return found;
}

nmf::Factorization<double> fit(const Matrix& V, Index rank, const Options& options, int iterations) {
    nmf::Options choice;
    choice.rank = rank;
    choice.beta = 2;
    choice.solver = nmf::Solver::AcceleratedHals;
    choice.maxIterations = iterations;
    choice.tolerance = 1e-7;
    choice.seed = options.seed;
    nmf::RestartOptions search;
    search.restarts = options.restarts;
    auto best = nmf::factorizeBest<double>(V, choice, search).best;
    nmf::normaliseComponents(best.W, best.H, nmf::Normalisation::Max);
    return best;
}

} // namespace

Figures run(const Options& options) {
    const Matrix V = handwrittenDigits(options.images).images;
    Figures figures;
    const auto nmf = fit(V, options.parts, options, 200);
    figures.nmf = describe(V, nmf.W, nmf.H, nmf.W * nmf.H);
    nmf::HoyerOptions hoyer;
    hoyer.rank = options.parts;
    hoyer.sparsenessW = 0.75;
    hoyer.maxIterations = 200;
    hoyer.seed = options.seed;
    const auto sparse = nmf::hoyerNmf(V, hoyer);
    figures.sparseNmf = describe(V, sparse.W, sparse.H, sparse.W * sparse.H);
    const KMeans clusters = kMeans(V, options.parts, options.seed, 3);
    Matrix nearest(V.rows(), V.cols()), member = Matrix::Zero(options.parts, V.cols());
    for (Index j = 0; j < V.cols(); ++j) {
        const Index label = clusters.labels[static_cast<std::size_t>(j)];
        nearest.col(j) = clusters.centroids.col(label);
        member(label, j) = 1;
    }
    figures.vq = describe(V, clusters.centroids, member, nearest);
    const Pca pca = principalComponents(V, options.parts);
    figures.pca = describe(V, pca.axes, pca.scores, pca.model());

    figures.swimmers = swimmerImages();
    const Index limbs = 16;
    figures.nmf.swimmer = fit(figures.swimmers, limbs, options, 500).W;
    figures.vq.swimmer = kMeans(figures.swimmers, limbs, options.seed, 3).centroids;
    figures.pca.swimmer = principalComponents(figures.swimmers, limbs).axes;
    for (Dictionary* dictionary : {&figures.nmf, &figures.vq, &figures.pca})
        dictionary->limbs = limbsFound(dictionary->swimmer);
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    const auto add = [&](const std::string& method, const Dictionary& d, bool swimmer) {
        rows.push_back({"digits, sparseness of the atoms, " + method, d.sparseness});
        rows.push_back({"digits, relative error, " + method, d.error});
        rows.push_back({"digits, share of negative elements, " + method, d.negative});
        if (swimmer) rows.push_back({"swimmer, limb positions found of 16, " + method, d.limbs});
    };
    add("NMF", f.nmf, true);
    add("NMF with sparseness 0.75", f.sparseNmf, false);
    add("vector quantisation", f.vq, true);
    add("PCA", f.pca, true);
    return rows;
}

} // namespace winnow::examples::digits_parts
