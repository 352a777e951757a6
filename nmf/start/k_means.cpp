// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/k_means.h"

#include "nmf/operand_products.h"
#include "nmf/random.h"

#include <algorithm>
#include <limits>

namespace winnow::nmf {

namespace {

constexpr std::uint64_t kStream = 8;

template <class T> Eigen::VectorXd column(const Operand<T>& V, Index j) {
    Matrix<T> v(V.rows(), 1);
    V.column(j, v.data());
    return v.template cast<double>();
}

/// |v_j - c|^2 of all columns.
template <class T>
Eigen::ArrayXXd squaredDistances(const Operand<T>& V, const Eigen::ArrayXd& squares,
                                 const Matrix<double>& centroids) {
    Eigen::ArrayXXd d = transposedProduct<T>(V, centroids.cast<T>()).template cast<double>().array() * -2.0;
    d.colwise() += centroids.colwise().squaredNorm().transpose().array();
    d.rowwise() += squares.transpose();
    return d.max(0.0);
}

template <class T>
Matrix<double> seeds(const Operand<T>& V, Index k, const Eigen::ArrayXd& squares, std::uint64_t seed) {
    Matrix<double> centroids(V.rows(), k);
    Eigen::ArrayXd nearest = Eigen::ArrayXd::Ones(V.columns()); // the first one is drawn uniformly
    for (Index a = 0; a < k; ++a) {
        double target = uniformAt(seed, kStream, static_cast<std::uint64_t>(a)) * nearest.sum();
        Index chosen = 0;
        for (; chosen + 1 < V.columns() && target >= nearest(chosen); ++chosen)
            target -= nearest(chosen);
        centroids.col(a) = column(V, chosen);
        const Eigen::ArrayXd d = squaredDistances<T>(V, squares, centroids.col(a)).row(0).transpose();
        nearest = a == 0 ? d : Eigen::ArrayXd(nearest.min(d));
    }
    return centroids;
}

} // namespace

template <class T> Clusters kMeans(const Operand<T>& V, Index k, std::uint64_t seed, int maxIterations) {
    const Index n = V.columns();
    Eigen::ArrayXd squares(n);
    for (Index j = 0; j < n; ++j)
        squares(j) = column(V, j).squaredNorm();
    Clusters result;
    result.centroids = seeds(V, k, squares, seed);
    result.labels.assign(static_cast<std::size_t>(n), -1);
    for (result.iterations = 1; result.iterations <= maxIterations; ++result.iterations) {
        const Eigen::ArrayXXd distances = squaredDistances(V, squares, result.centroids);
        Eigen::ArrayXd nearest(n);
        bool changed = false;
        Matrix<T> members = Matrix<T>::Zero(k, n);
        for (Index j = 0; j < n; ++j) {
            Index label = 0;
            nearest(j) = distances.col(j).minCoeff(&label);
            changed |= label != result.labels[static_cast<std::size_t>(j)];
            result.labels[static_cast<std::size_t>(j)] = label;
            members(label, j) = T(1);
        }
        result.squaredError = nearest.sum();
        if (!changed) break;
        const Matrix<double> sums = productWithRows<T>(V, members).template cast<double>();
        for (Index a = 0; a < k; ++a) {
            const auto count = static_cast<double>(members.row(a).sum());
            if (count > 0) {
                result.centroids.col(a) = sums.col(a) / count;
            } else {
                Index farthest = 0;
                nearest.maxCoeff(&farthest);
                nearest(farthest) = 0;
                result.centroids.col(a) = column(V, farthest);
            }
        }
    }
    return result;
}

template Clusters kMeans(const Operand<float>&, Index, std::uint64_t, int);
template Clusters kMeans(const Operand<double>&, Index, std::uint64_t, int);

} // namespace winnow::nmf
