// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/atom_sums.h"

#include "nmf/column_blocks.h"
#include "nmf/shard_sums.h"

#include <cmath>

namespace winnow::nmf {

template <class T> AtomSums atomSums(const Matrix<T>& factor, const ColumnShards& shards) {
    return atomSums<T>(StridedColumns<T>({factor.data(), factor.rows(), factor.cols(), 1, factor.rows()}),
                       shards);
}

template <class T> AtomSums atomSums(const ColumnSource<T>& factor, const ColumnShards& shards) {
    using Column = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
    const Index atoms = factor.rows();
    ShardSum<double> total(shards.ranks(), shards.count(), 2 * atoms);
    Eigen::ArrayXd own(2 * atoms);
    for (int shard = shards.firstShard(); shard < shards.lastShard(); ++shard) {
        own.setZero();
        const auto [first, count] = shards.columnsOfShard(shard);
        forEachColumn<T>(factor, first, count, [&](Index, const T* column) {
            const auto x = Column(column, atoms).template cast<double>();
            own.head(atoms) += x;
            own.tail(atoms) += x.square();
        });
        total.add(shard, own.data());
    }
    total.finish();
    AtomSums result;
    result.sums.assign(total.data(), total.data() + atoms);
    for (Index a = 0; a < atoms; ++a)
        result.norms.push_back(std::sqrt(total.data()[atoms + a]));
    return result;
}

template AtomSums atomSums(const Matrix<float>&, const ColumnShards&);
template AtomSums atomSums(const Matrix<double>&, const ColumnShards&);
template AtomSums atomSums(const ColumnSource<float>&, const ColumnShards&);
template AtomSums atomSums(const ColumnSource<double>&, const ColumnShards&);

} // namespace winnow::nmf
