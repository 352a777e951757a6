// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/stacked_features/stacked_features.h"

#include "nmf/factorize.h"
#include "nmf/variants/convolutive.h"
#include "tools/examples/data/digits.h"

namespace winnow::examples::stacked_features {
namespace {

constexpr Index cell = 20, pool = 2, taps = 4; ///< columns; a cell is ten groups of the pooling

/// Nearest neighbour by cosine, each item once left out. Features are columns.
double leaveOneOut(Matrix features, const Labels& classes) {
    for (Index j = 0; j < features.cols(); ++j)
        features.col(j) /= std::max(1e-300, features.col(j).norm());
    Matrix similarity = features.transpose() * features;
    similarity.diagonal().setConstant(-1);
    double right = 0;
    for (Index j = 0; j < similarity.cols(); ++j) {
        Index nearest = 0;
        similarity.col(j).maxCoeff(&nearest);
        right += classes[static_cast<std::size_t>(nearest)] == classes[static_cast<std::size_t>(j)] ? 1 : 0;
    }
    return right / static_cast<double>(similarity.cols());
}

/// Each cell's columns of a matrix of `width` columns a cell, one below the other.
Matrix byCell(const Matrix& X, Index width, Index cells) {
    Matrix result(X.rows() * width, cells);
    for (Index c = 0; c < cells; ++c) {
        const Matrix part = X.middleCols(c * width, width);
        result.col(c) = Eigen::Map<const Vector>(part.data(), part.size());
    }
    return result;
}

Matrix unitRows(Matrix X) {
    for (Index i = 0; i < X.rows(); ++i)
        X.row(i) /= std::max(1e-300, X.row(i).norm());
    return X;
}

} // namespace

Figures run(const Options& options) {
    const Digits digits = handwrittenDigits(options.images);
    Random random(options.seed);
    Figures figures;
    figures.strip = Matrix::Zero(8, cell * options.images);
    for (Index j = 0; j < options.images; ++j)
        figures.strip.middleCols(cell * j + random.below(cell - 8 + 1), 8) =
            Eigen::Map<const Matrix>(digits.images.col(j).data(), 8, 8);

    nmf::ConvolutiveOptions first;
    first.rank = options.firstFeatures;
    first.taps = taps;
    first.l1H = 0.05;
    first.beta = 2;
    first.maxIterations = options.iterations;
    first.seed = options.seed;
    nmf::ConvolutiveOptions second = first;
    second.rank = options.secondFeatures;
    second.taps = 5;
    const auto layers = nmf::stackedConvolutiveNmf(figures.strip, {{first, pool}, {second, 10}});
    const nmf::ConvolutiveFactorization &low = layers.at(0), &high = layers.at(1);
    figures.activations = low.H.at(0);
    for (Index a = 0; a < first.rank; ++a) {
        Matrix stroke(8, taps);
        for (Index t = 0; t < taps; ++t)
            stroke.col(t) = low.W[static_cast<std::size_t>(t)].col(a);
        figures.strokes.push_back(stroke);
    }
    const Matrix cells = byCell(figures.strip, cell, options.images);
    figures.pixels = leaveOneOut(cells, digits.classes);
    nmf::Options plain;
    plain.rank = options.secondFeatures;
    plain.beta = 2;
    plain.solver = nmf::Solver::AcceleratedHals;
    plain.seed = options.seed;
    figures.nmf = leaveOneOut(nmf::factorize<double>(cells, plain).H, digits.classes);
    // Largest activation of each feature in the cell: where in it does not matter any more.
    const Matrix pooledFirst = unitRows(nmf::maxPool(low.H.at(0), cell));
    const Matrix pooledSecond = unitRows(nmf::maxPool(high.H.at(0), 10));
    figures.first = leaveOneOut(pooledFirst, digits.classes);
    figures.second = leaveOneOut(pooledSecond, digits.classes);
    Matrix together(pooledFirst.rows() + pooledSecond.rows(), options.images);
    together << pooledFirst, pooledSecond;
    figures.both = leaveOneOut(together, digits.classes);
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    return {{"nearest neighbour right, pixels of the cell", f.pixels},
            {"nearest neighbour right, NMF of the cells", f.nmf},
            {"nearest neighbour right, first layer pooled", f.first},
            {"nearest neighbour right, second layer pooled", f.second},
            {"nearest neighbour right, both layers", f.both}};
}

} // namespace winnow::examples::stacked_features
