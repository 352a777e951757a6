// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/start/shared_basis.h"

#include "nmf/shard_sums.h"

#include <Eigen/QR>

#include <algorithm>

namespace winnow::nmf {

std::vector<double> gatherByShard(const ColumnShards& shards, Index each, std::vector<double> own) {
    Communicator* const ranks = shards.ranks();
    if (ranks == nullptr || ranks->size() == 1) return own;
    const auto size = static_cast<std::size_t>(each);
    std::vector<double> all(static_cast<std::size_t>(shards.count()) * size);
    std::copy(own.begin(), own.end(),
              all.begin() +
                  static_cast<std::ptrdiff_t>(static_cast<std::size_t>(shards.firstShard()) * size));
    std::vector<std::size_t> starts;
    for (int rank = 0; rank <= ranks->size(); ++rank)
        starts.push_back(static_cast<std::size_t>(shareBegin(shards.count(), rank, ranks->size())) * size *
                         sizeof(double));
    gatherPieces(*ranks, std::as_writable_bytes(std::span(all)), starts);
    return all;
}

Matrix<double> orthonormalBasis(const Matrix<double>& Y, const ColumnShards& shards) {
    const Index l = Y.cols();
    Matrix<double> Q = Matrix<double>::Zero(Y.rows(), l);
    std::vector<double> own; // the shards' triangles, l x l
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        const Index size = std::min(count, l);
        const Eigen::HouseholderQR<Matrix<double>> qr(Y.middleRows(first, count));
        Q.block(first, 0, count, size) = qr.householderQ() * Matrix<double>::Identity(count, size);
        Matrix<double> R = Matrix<double>::Zero(l, l);
        R.topRows(size) = qr.matrixQR().topRows(size).triangularView<Eigen::Upper>();
        own.insert(own.end(), R.data(), R.data() + R.size());
    }
    const std::vector<double> all = gatherByShard(shards, l * l, std::move(own));
    Matrix<double> triangles(shards.count() * l, l);
    for (Index shard = 0; shard < shards.count(); ++shard)
        triangles.middleRows(shard * l, l) =
            Eigen::Map<const Matrix<double>>(all.data() + shard * l * l, l, l);
    const Eigen::HouseholderQR<Matrix<double>> qr(triangles);
    const Matrix<double> inner =
        qr.householderQ() * Matrix<double>::Identity(triangles.rows(), std::min(triangles.rows(), l));
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        Q.middleRows(first, count) =
            Matrix<double>(Q.middleRows(first, count) * inner.middleRows(shard * l, l));
    }
    return Q;
}

Matrix<double> sharedProduct(const Matrix<double>& A, const Matrix<double>& B, const ColumnShards& shards) {
    const Index rows = A.cols(), columns = B.cols();
    ShardSum<double> sum(shards.ranks(), shards.count(), rows * columns);
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        const auto [first, count] = shards.columnsOfShard(shard);
        const Matrix<double> part = A.middleRows(first, count).transpose() * B.middleRows(first, count);
        sum.add(shard, part.data());
    }
    sum.finish();
    return Eigen::Map<const Matrix<double>>(sum.data(), rows, columns);
}

} // namespace winnow::nmf
