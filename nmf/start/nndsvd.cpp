// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/nndsvd.h"

#include "nmf/shard_sums.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

namespace {

constexpr double kZero = 1e-6; ///< entries below are taken as zero, as other programs do

/// Norms of the positive parts of the columns of X, and behind them of the negative ones.
Eigen::VectorXd partNorms(const Matrix<double>& X, const ColumnShards& shards) {
    ShardSum<double> sum(shards.ranks(), shards.count(), 2 * X.cols());
    Eigen::VectorXd part(2 * X.cols());
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        const auto rows = X.middleRows(first, count);
        part.head(X.cols()) = rows.cwiseMax(0.0).colwise().squaredNorm();
        part.tail(X.cols()) = (-rows).cwiseMax(0.0).colwise().squaredNorm();
        sum.add(shard, part.data());
    }
    sum.finish();
    return Eigen::Map<const Eigen::VectorXd>(sum.data(), part.size()).cwiseSqrt();
}

} // namespace

template <class T>
void nndsvd(SharedProducts<T>& V, Index k, std::uint64_t seed, Matrix<double>& W, Matrix<double>& H) {
    const ColumnShards &rows = V.grid().rows(), &columns = V.grid().columns();
    const Index found = std::min({k, rows.columns(), columns.columns()});
    const Svd svd = randomisedSvd(V, found, seed);
    const Eigen::VectorXd u = partNorms(svd.U, rows), v = partNorms(svd.V, columns);
    W = Matrix<double>::Zero(rows.ownColumns(), k);
    H = Matrix<double>::Zero(k, columns.ownColumns());
    for (Index a = 0; a < found; ++a) {
        if (a == 0) { // of one sign (Perron-Frobenius)
            W.col(0) = std::sqrt(svd.s(0)) * svd.U.col(0).cwiseAbs();
            H.row(0) = std::sqrt(svd.s(0)) * svd.V.col(0).cwiseAbs().transpose();
            continue;
        }
        const double plus = u(a) * v(a), minus = u(found + a) * v(found + a);
        const double size = std::max(plus, minus), sign = plus >= minus ? 1 : -1;
        if (!(size > 0)) continue;
        const Index part = plus >= minus ? a : found + a;
        const double weight = std::sqrt(svd.s(a) * size);
        W.col(a) = weight / u(part) * (sign * svd.U.col(a)).cwiseMax(0.0);
        H.row(a) = (weight / v(part) * (sign * svd.V.col(a)).cwiseMax(0.0)).transpose();
    }
    W = (W.array() < kZero).select(0.0, W);
    H = (H.array() < kZero).select(0.0, H);
}

template void nndsvd(SharedProducts<float>&, Index, std::uint64_t, Matrix<double>&, Matrix<double>&);
template void nndsvd(SharedProducts<double>&, Index, std::uint64_t, Matrix<double>&, Matrix<double>&);

} // namespace winnow::nmf
