// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/grid_factor.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

namespace winnow::nmf {

namespace {

/// This rank's tiles: the first, and one behind the last.
std::pair<Index, Index> ownTiles(const ColumnShards& shards) {
    if (shards.firstShard() == shards.lastShard()) return {0, 0};
    return {shards.tilesOf(shards.firstShard()).first, shards.tilesOf(shards.lastShard() - 1).second};
}

} // namespace

std::vector<Index> tileSlices(const ColumnShards& shards, int members) {
    const auto [first, last] = ownTiles(shards);
    std::vector<Index> slices;
    for (int rank = 0; rank <= members; ++rank) {
        const Index tile = first + shareBegin(last - first, rank, members);
        slices.push_back(tile == last ? shards.ownColumns() : shards.columnsOf(tile).first);
    }
    return slices;
}

template <class T>
GridFactor<T>::GridFactor(const ColumnShards& shards, const ColumnShards& other, Index atoms,
                          bool denominators, bool wantGram)
    : shards_(shards), group_(other.ranks()), kernels_(kernels::gramKernels<T>(simdLevel())), atoms_(atoms),
      stride_((atoms + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes),
      values_(stride_ * shards.ownColumns()) {
    std::tie(firstTile_, lastTile_) = ownTiles(shards);
    numbers_.resize(static_cast<std::size_t>(2 * (lastTile_ - firstTile_)));
    slices_ = tileSlices(shards, groupSize());
    std::vector<std::ptrdiff_t> slices;
    for (const Index column : slices_)
        slices.push_back(column * stride_);
    const auto size = static_cast<std::ptrdiff_t>(values_.size());
    numerator_ = ShardSum<T>(group_, other.count(), size, slices);
    if (denominators) denominator_ = ShardSum<T>(group_, other.count(), size, slices);
    if (wantGram) gram_ = ShardSum<T>(shards.ranks(), shards.count(), stride_ * atoms_);
}

template <class T> void GridFactor<T>::take(const Matrix<T>& X) {
    for (Index j = 0; j < X.cols(); ++j)
        std::copy_n(X.data() + j * atoms_, atoms_, column(j));
}

template <class T> Matrix<T> GridFactor<T>::matrix() const {
    using View = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
    return View(values_.data(), atoms_, shards_.ownColumns(), Eigen::OuterStride<>(stride_));
}

template <class T> void GridFactor<T>::gather() {
    if (group_ == nullptr || group_->size() == 1) return;
    std::vector<std::size_t> columns, numbers;
    for (int rank = 0; rank <= groupSize(); ++rank) {
        columns.push_back(static_cast<std::size_t>(slices_[static_cast<std::size_t>(rank)] * stride_) *
                          sizeof(T));
        numbers.push_back(static_cast<std::size_t>(2 * (sliceBegin(rank) - firstTile_)) * sizeof(double));
    }
    gatherPieces(*group_, std::as_writable_bytes(std::span(values_.data(), values_.size())), columns);
    gatherPieces(*group_, std::as_writable_bytes(std::span(numbers_)), numbers);
}

template <class T> double GridFactor<T>::total(Number which) {
    return sumOverShards(shards_.ranks(), shards_.count(), [&](int shard) {
        double sum = 0;
        const auto [first, last] = shards_.tilesOf(shard);
        for (Index t = first; t < last; ++t)
            sum += number(t, which);
        return sum;
    });
}

template <class T> void GridFactor<T>::measure(ThreadTeam& team) {
    struct Worker {
        AlignedBuffer<T> gram;
        Eigen::ArrayXd sums;
    };
    const bool wantGram = gram_.size() > 0;
    std::vector<Worker> workers;
    for (int i = 0; i < team.size(); ++i)
        workers.push_back({AlignedBuffer<T>(static_cast<Index>(gram_.size())), Eigen::ArrayXd(2 * atoms_)});
    ShardSum<double> total(shards_.ranks(), shards_.count(), 2 * atoms_);
    gram_.clear();
    const auto work = [&](int index, int shard) {
        Worker& w = workers[static_cast<std::size_t>(index)];
        w.sums.setZero();
        w.gram.clear();
        const auto [first, count] = shards_.columnsOfShard(shard);
        for (Index j = first; j < first + count; ++j) {
            const auto x = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(column(j), atoms_)
                               .template cast<double>();
            w.sums.head(atoms_) += x;
            w.sums.tail(atoms_) += x.square();
        }
        if (!wantGram) return;
        for (Index j = first; j < first + count; j += kernels::kTileColumns)
            kernels_.gram(column(j), std::min(kernels::kTileColumns, first + count - j), atoms_, stride_,
                          w.gram.data());
    };
    const auto commit = [&](int index, int shard) {
        const Worker& w = workers[static_cast<std::size_t>(index)];
        total.add(shard, w.sums.data());
        if (wantGram) gram_.add(shard, w.gram.data());
    };
    team.run(shards_.firstShard(), shards_.lastShard(), {work, commit});
    total.finish();
    if (wantGram) gram_.finish();
    sums_.sums.assign(total.data(), total.data() + atoms_);
    sums_.norms.clear();
    for (Index a = 0; a < atoms_; ++a)
        sums_.norms.push_back(std::sqrt(total.data()[atoms_ + a]));
}

template class GridFactor<float>;
template class GridFactor<double>;

} // namespace winnow::nmf
