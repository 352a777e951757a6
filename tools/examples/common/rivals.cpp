// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/common/rivals.h"

#include "nmf/dense_operand.h"
#include "nmf/reading/consensus.h"
#include "nmf/start/k_means.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <set>

namespace winnow::examples {

Svd truncatedSvd(const Matrix& V, Index k) {
    const bool wide = V.rows() <= V.cols();
    const Matrix gram = wide ? Matrix(V * V.transpose()) : Matrix(V.transpose() * V);
    const Eigen::SelfAdjointEigenSolver<Matrix> eigen(gram);
    k = std::min(k, gram.rows());
    Svd result;
    result.s = eigen.eigenvalues().tail(k).reverse().cwiseMax(0.0).cwiseSqrt();
    const Matrix side = eigen.eigenvectors().rightCols(k).rowwise().reverse();
    const Vector inverse = result.s.unaryExpr([](double s) { return s > 0 ? 1 / s : 0.0; });
    if (wide) {
        result.U = side;
        result.Vt = inverse.asDiagonal() * (side.transpose() * V);
    } else {
        result.Vt = side.transpose();
        result.U = V * side * inverse.asDiagonal();
    }
    return result;
}

Pca principalComponents(const Matrix& V, Index k) {
    Pca result;
    result.mean = V.rowwise().mean();
    const Svd svd = truncatedSvd(V.colwise() - result.mean, std::min(V.rows(), V.cols()));
    result.eigenvalues = svd.s.cwiseAbs2();
    result.axes = svd.U.leftCols(k);
    result.scores = svd.s.head(k).asDiagonal() * svd.Vt.topRows(k);
    return result;
}

KMeans kMeans(const Matrix& V, Index k, std::uint64_t seed, int restarts) {
    const nmf::DenseOperand<double> operand({V.data(), V.rows(), V.cols(), 1, V.rows()}, false, 1, 0);
    nmf::Clusters best;
    for (int r = 0; r < restarts; ++r) {
        nmf::Clusters run = nmf::kMeans<double>(operand, k, seed + static_cast<std::uint64_t>(r));
        if (r == 0 || run.squaredError < best.squaredError) best = std::move(run);
    }
    return {best.labels, best.centroids};
}

Labels averageLinkage(const Matrix& distances, Index k) {
    const Matrix heights = nmf::copheneticDistances(distances);
    const Index n = heights.rows();
    // Cutting below a height leaves as clusters the items that met at a lower one.
    std::set<double> cuts(heights.data(), heights.data() + heights.size());
    Labels labels;
    for (const double cut : cuts) {
        labels.assign(static_cast<std::size_t>(n), -1);
        Index found = 0;
        for (Index i = 0; i < n; ++i) {
            if (labels[static_cast<std::size_t>(i)] >= 0) continue;
            for (Index j = i; j < n; ++j)
                if (heights(i, j) <= cut) labels[static_cast<std::size_t>(j)] = found;
            ++found;
        }
        if (found <= k) break;
    }
    return labels;
}

Matrix imputeRowMeans(const Matrix& V) {
    Matrix filled = V;
    for (Index i = 0; i < V.rows(); ++i) {
        const auto seen = V.row(i).array().isNaN().select(0.0, V.row(i).array());
        const double count = (!V.row(i).array().isNaN()).cast<double>().sum();
        const double level = count > 0 ? seen.sum() / count : 0;
        filled.row(i) = V.row(i).array().isNaN().select(level, V.row(i).array());
    }
    return filled;
}

Matrix imputeNeighbours(const Matrix& V, Index neighbours) {
    const Matrix fallback = imputeRowMeans(V);
    const Matrix present = (!V.array().isNaN()).cast<double>();
    const Matrix known = V.array().isNaN().select(Matrix::Zero(V.rows(), V.cols()), V);
    // Sums of squared differences over the rows that both columns have, all at once.
    const Matrix squares = known.cwiseAbs2().transpose() * present;
    const Matrix distances = squares + squares.transpose() - 2 * known.transpose() * known;
    const Matrix shared = present.transpose() * present;
    Matrix filled = V;
    std::vector<std::pair<double, Index>> order;
    for (Index j = 0; j < V.cols(); ++j) {
        order.clear();
        for (Index other = 0; other < V.cols(); ++other)
            if (other != j && shared(j, other) > 0)
                order.emplace_back(std::sqrt(std::max(0.0, distances(j, other)) / shared(j, other)), other);
        std::sort(order.begin(), order.end());
        for (Index i = 0; i < V.rows(); ++i) {
            if (!std::isnan(V(i, j))) continue;
            double sum = 0, weights = 0;
            Index used = 0;
            for (const auto& [distance, other] : order) {
                if (used == neighbours) break;
                if (present(i, other) == 0) continue;
                const double weight = 1 / (distance + 1e-12);
                sum += weight * V(i, other);
                weights += weight;
                ++used;
            }
            filled(i, j) = weights > 0 ? sum / weights : fallback(i, j);
        }
    }
    return filled;
}

Matrix imputeSvd(const Matrix& V, Index k, double shrinkage, int iterations) {
    Matrix filled = imputeRowMeans(V);
    for (int i = 0; i < iterations; ++i) {
        const Svd svd = truncatedSvd(filled, k);
        const Vector kept = (svd.s.array() - shrinkage).max(0.0);
        const Matrix next = V.array().isNaN().select(Matrix(svd.U * kept.asDiagonal() * svd.Vt), filled);
        const double change = (next - filled).norm();
        filled = next;
        if (change < 1e-5 * filled.norm()) break;
    }
    return filled;
}

} // namespace winnow::examples
