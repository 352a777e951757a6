// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/randomised_svd.h"

#include "nmf/random.h"
#include "nmf/start/shared_basis.h"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

constexpr Index kMore = 10;
constexpr int kPowerIterations = 7;
constexpr std::uint64_t kStream = 7;

double normalAt(std::uint64_t seed, Index index) {
    const auto at = static_cast<std::uint64_t>(2 * index);
    const double u = 1 - uniformAt(seed, kStream, at); // above 0
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * uniformAt(seed, kStream, at + 1));
}

/// Of each column of U (shared out) the sign of its largest element.
Eigen::VectorXd signs(const Matrix<double>& U, const ColumnShards& shards) {
    const Index k = U.cols();
    std::vector<double> own; // of each shard the largest element of each column
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        for (Index a = 0; a < k; ++a) {
            Index largest = 0;
            U.col(a).segment(first, count).cwiseAbs().maxCoeff(&largest);
            own.push_back(U(first + largest, a));
        }
    }
    const std::vector<double> all = gatherByShard(shards, k, std::move(own));
    Eigen::VectorXd result(k);
    for (Index a = 0; a < k; ++a) {
        double largest = 0;
        for (auto at = static_cast<std::size_t>(a); at < all.size(); at += static_cast<std::size_t>(k))
            if (std::abs(all[at]) > std::abs(largest)) largest = all[at];
        result(a) = largest < 0 ? -1 : 1;
    }
    return result;
}

} // namespace

template <class T> Svd randomisedSvd(SharedProducts<T>& V, Index k, std::uint64_t seed) {
    const ColumnShards &rows = V.grid().rows(), &columns = V.grid().columns();
    const Index l = std::min({k + kMore, rows.columns(), columns.columns()});
    Matrix<T> start(l, columns.ownColumns());
    for (Index i = 0; i < start.size(); ++i)
        start.data()[i] = static_cast<T>(normalAt(seed, columns.firstColumn() * l + i));
    const auto range = [&](const Matrix<T>& Y) {
        return orthonormalBasis(V.times(Y).template cast<double>(), rows);
    };
    const auto image = [&](const Matrix<double>& Q) { // V^T Q
        return Matrix<double>(V.transposedTimes(Q.cast<T>()).template cast<double>().transpose());
    };
    Matrix<double> Q = range(start);
    for (int i = 0; i < kPowerIterations; ++i) {
        const Matrix<double> Z = orthonormalBasis(image(Q), columns);
        Q = range(Z.transpose().template cast<T>());
    }
    // V = Q (Q^T V), and the SVD of the small factor by way of its QR decomposition.
    const Matrix<double> B = image(Q);
    const Matrix<double> right = orthonormalBasis(B, columns);
    const Eigen::JacobiSVD<Matrix<double>> small(sharedProduct(right, B, columns),
                                                 Eigen::ComputeThinU | Eigen::ComputeThinV);
    Svd result{Q * small.matrixV().leftCols(k), small.singularValues().head(k),
               right * small.matrixU().leftCols(k)};
    const Eigen::VectorXd sign = signs(result.U, rows);
    result.U *= sign.asDiagonal();
    result.V *= sign.asDiagonal();
    return result;
}

template Svd randomisedSvd(SharedProducts<float>&, Index, std::uint64_t);
template Svd randomisedSvd(SharedProducts<double>&, Index, std::uint64_t);

} // namespace winnow::nmf
