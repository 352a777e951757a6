// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/pet/pet.h"

#include "nmf/nnls.h"
#include "nmf/reading/assignment.h"
#include "nmf/restarts.h"
#include "tools/examples/common/rivals.h"

#include <cmath>

namespace winnow::examples::pet {
namespace {

/// @param curves  frames x 3, activity of any scale; @param images  3 x pixels
Recovery judge(const Phantom& phantom, const Matrix& curves, const Matrix& images) {
    Matrix cost(3, 3);
    for (Index a = 0; a < 3; ++a)
        for (Index b = 0; b < 3; ++b)
            cost(a, b) =
                -pearson(phantom.images.row(a), images.row(b)) - cosine(phantom.curves.col(a), curves.col(b));
    const std::vector<Index> partner = nmf::assign(cost);
    Recovery result;
    result.curves.resize(curves.rows(), 3);
    result.images.resize(3, images.cols());
    for (Index a = 0; a < 3; ++a) {
        const Vector truth = phantom.curves.col(a), found = curves.col(partner[static_cast<std::size_t>(a)]);
        const double scale = truth.dot(found) / found.squaredNorm();
        result.curves.col(a) = scale * found;
        result.images.row(a) = images.row(partner[static_cast<std::size_t>(a)]) / scale;
        result.curveError += (scale * found - truth).norm() / truth.norm() / 3;
        result.imageMatch += pearson(phantom.images.row(a), result.images.row(a)) / 3;
    }
    return result;
}

} // namespace

Figures run(const Options& options) {
    Random random(options.seed);
    Figures figures;
    figures.phantom = simulatePhantom(options.side, options.countsPerUnit, random);
    const Phantom& phantom = figures.phantom;
    const auto activity = (phantom.durations * options.countsPerUnit).cwiseInverse().asDiagonal();

    nmf::Options fit;
    fit.rank = 3;
    fit.beta = 1; // counts
    fit.maxIterations = options.iterations;
    fit.tolerance = 1e-7;
    fit.seed = options.seed;
    nmf::RestartOptions search;
    search.restarts = options.restarts;
    const auto plain = nmf::factorizeBest<double>(phantom.counts, fit, search).best;
    figures.plain = judge(phantom, activity * plain.W, plain.H);
    fit.l1H = options.sparsity;
    const auto sparse = nmf::factorizeBest<double>(phantom.counts, fit, search).best;
    figures.sparse = judge(phantom, activity * sparse.W, sparse.H);

    // Clusters of the head's pixels by the shape of their curves, as regions of interest are drawn.
    const Matrix levels = activity * phantom.counts;
    const Vector bright = phantom.counts.colwise().sum().transpose();
    Matrix shapes(levels.rows(), levels.cols());
    Index inside = 0;
    for (Index p = 0; p < levels.cols(); ++p)
        if (bright(p) > 0.3 * bright.mean()) shapes.col(inside++) = levels.col(p).normalized();
    const KMeans clusters = kMeans(shapes.leftCols(inside), 3, options.seed);
    figures.kMeans = judge(phantom, clusters.centroids, nmf::nnls<double>(clusters.centroids, levels));
    const Svd svd = truncatedSvd(levels, 3);
    Matrix axes = svd.U;
    for (Index a = 0; a < 3; ++a)
        if (axes.col(a).sum() < 0) axes.col(a) *= -1;
    figures.pca = judge(phantom, axes, axes.transpose() * levels);
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    const auto add = [&](const std::string& method, const Recovery& recovery) {
        rows.push_back({"relative error of the curves, " + method, recovery.curveError});
        rows.push_back({"correlation of the images, " + method, recovery.imageMatch});
    };
    add("sparse NMF", f.sparse);
    add("NMF", f.plain);
    add("k-means", f.kMeans);
    add("singular vectors", f.pca);
    return rows;
}

} // namespace winnow::examples::pet
