// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/sparse_products.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {
namespace {

/// What a block of rows takes of A, and the columns at work of B and N together: with the sums for A, these
/// share the second-level cache.
constexpr Index kBlockBytes = 512 * 1024, kColumnBytes = 512 * 1024;

/// Of columns that are read at once.
constexpr Index kMostTiles = 9;

} // namespace

template <class T>
SparseBlocks<T>::SparseBlocks(const SparseOperand<T>& V, const ColumnShards& rows,
                              const ColumnShards& columns, Index blockBytes)
    : V_(V), kernels_(kernels::gramKernels<T>(simdLevel())), rows_(rows), columns_(columns),
      blockBytes_(blockBytes) {}

template <class T> void SparseBlocks<T>::cutRows() {
    constexpr Index fewestEntries = 8; // of a column in a block, on average
    const Index rowBytes = stride_ * static_cast<Index>(sizeof(T));
    const auto perColumn =
        static_cast<Index>(V_.source().entries(0, V_.columns())) / std::max<Index>(V_.columns(), 1);
    firstBlocks_.assign(1, 0);
    blockEnds_.clear();
    for (int shard = rows_.firstShard(); shard < rows_.lastShard(); ++shard) {
        const auto [first, count] = rows_.columnsOfShard(shard);
        // The sums do not depend on how a band is divided: every column's entries come in their order.
        const Index most = perColumn * count / std::max<Index>(V_.rows(), 1) / fewestEntries;
        const Index wanted = blockBytes_ == 0 ? 1 : (count * rowBytes + blockBytes_ - 1) / blockBytes_;
        const Index blocks = std::max<Index>(1, std::min(wanted, most));
        for (Index b = 1; b <= blocks; ++b)
            blockEnds_.push_back(first + count * b / blocks);
        firstBlocks_.push_back(static_cast<Index>(blockEnds_.size()));
    }
}

template <class T> void SparseBlocks<T>::allocate(Index atoms, Index stride, int most) {
    atoms_ = atoms;
    stride_ = stride;
    cutRows();
    const Index tile = kernels::kTileColumns, columnBytes = 2 * stride * static_cast<Index>(sizeof(T));
    width_ =
        blockBytes_ == 0 ? tile : std::clamp<Index>(kColumnBytes / columnBytes / tile, 1, kMostTiles) * tile;
    workers_.resize(static_cast<std::size_t>(most));
    if (blockEnds_.empty()) return; // no rows for this rank
    if (V_.inMemory()) {
        const kernels::SparseColumns<T> all = V_.block(0, V_.columns(), nullptr);
        cuts_.emplace(all.starts, all.rows, V_.columns(), blockEnds_);
        return;
    }
    // Columns are loaded from the beginning on, and from that of each shard on.
    std::int64_t entries = V_.mostEntries(0, V_.columns(), width_);
    for (int shard = columns_.firstShard(); shard < columns_.lastShard(); ++shard) {
        const auto [first, count] = columns_.columnsOfShard(shard);
        entries = std::max(entries, V_.mostEntries(first, first + count, width_));
    }
    for (Worker& worker : workers_)
        worker.block = AlignedBuffer<T>(V_.scratchFor(entries, width_));
}

template <class T> void SparseBlocks<T>::load(int worker, Index first, Index count) {
    Worker& w = workers_[static_cast<std::size_t>(worker)];
    w.first = first;
    w.count = count;
    if (V_.inMemory() || blockEnds_.empty()) return;
    V_.load(first, count, w.block.data());
    const kernels::SparseColumns<T> V = V_.block(first, count, w.block.data());
    w.cuts.emplace(V.starts, V.rows, count, blockEnds_);
}

template <class T> kernels::SparseColumns<T> SparseBlocks<T>::loaded(const Worker& w) const {
    return V_.block(w.first, w.count, w.block.data());
}

template <class T> kernels::SparseColumns<T> SparseBlocks<T>::columns(const Worker& w, int band) const {
    const auto b = static_cast<std::size_t>(band);
    kernels::SparseColumns<T> result = loaded(w);
    const auto [starts, ends] = cutsOf(w).range(firstBlocks_[b], firstBlocks_[b + 1] - 1);
    const Index skipped = cuts_ ? w.first : 0; // the cuts are of all columns
    result.starts = starts + skipped;
    result.ends = ends + skipped;
    return result;
}

template <class T>
template <class Use>
void SparseBlocks<T>::forEntries(const Worker& w, int band, const Use& use) const {
    const auto at = static_cast<std::size_t>(band);
    const EntryBlocks& cuts = cutsOf(w);
    const kernels::SparseColumns<T> V = loaded(w);
    const Index skipped = cuts_ ? w.first : 0, all = V.ends[w.count - 1];
    for (Index b = firstBlocks_[at]; b < firstBlocks_[at + 1]; ++b)
        for (Index c = 0; c < w.count; ++c) {
            const auto [begin, end] = cuts.entries(skipped + c, b);
            const Index next = c + 1 == w.count ? end : cuts.entries(skipped + c + 1, b).first;
            use(c, kernels::SparseEntries<T>{V.rows, V.values, V.scale, begin, end, next, all});
        }
}

template <class T> double SparseBlocks<T>::squares(int worker, int band) const {
    const Worker& w = workers_[static_cast<std::size_t>(worker)];
    const kernels::SparseColumns<T> V = columns(w, band);
    double total = 0;
    for (Index j = 0; j < w.count; ++j)
        for (int p = V.starts[j]; p < V.ends[j]; ++p) {
            const auto v = static_cast<double>(V.values[p] * V.scale);
            total += v * v;
        }
    return total;
}

template <class T> void SparseGramProducts<T>::addLong(int worker, int band, const T*, T* N, T*) {
    const auto& w = this->workers_[static_cast<std::size_t>(worker)];
    this->kernels_.projectSparse(this->columns(w, band), this->short_, this->stride_, N);
}

template <class T> void SparseGramProducts<T>::addShort(int worker, int band, const T* B, T* total, T*) {
    const auto& w = this->workers_[static_cast<std::size_t>(worker)];
    this->kernels_.accumulateSparse(this->columns(w, band), B, this->stride_, this->ofAllRows(band, total));
}

template <class T>
SparseRatioProducts<T>::SparseRatioProducts(const SparseOperand<T>& V, const ColumnShards& rows,
                                            const ColumnShards& columns, double epsilon)
    : SparseBlocks<T>(V, rows, columns, kBlockBytes), epsilon_(static_cast<T>(epsilon)) {}

template <class T> void SparseRatioProducts<T>::addLong(int worker, int band, const T* B, T* N, T*) {
    const Index stride = this->stride_;
    this->forEntries(this->workers_[static_cast<std::size_t>(worker)], band,
                     [&](Index c, const kernels::SparseEntries<T>& entries) {
                         this->kernels_.ratioSparse(entries, this->short_, B + c * stride, stride, epsilon_,
                                                    N + c * stride);
                     });
}

template <class T> void SparseRatioProducts<T>::addShort(int worker, int band, const T* B, T* total, T*) {
    const Index stride = this->stride_;
    T* const sums = this->ofAllRows(band, total);
    this->forEntries(this->workers_[static_cast<std::size_t>(worker)], band,
                     [&](Index c, const kernels::SparseEntries<T>& entries) {
                         this->kernels_.ratioSparseRows(entries, this->short_, B + c * stride, stride,
                                                        epsilon_, sums);
                     });
}

/// Without the sum of the model, which the factors' sums give.
template <class T> double SparseRatioProducts<T>::divergence(int worker, int band, const T* B) {
    auto& w = this->workers_[static_cast<std::size_t>(worker)];
    const kernels::SparseColumns<T> V = this->columns(w, band);
    double total = 0;
    for (Index j = 0; j < w.count; ++j) {
        w.model.resize(static_cast<std::size_t>(V.ends[j] - V.starts[j]));
        this->kernels_.modelSparse(V, j, this->short_, B + j * this->stride_, this->stride_, epsilon_,
                                   w.model.data());
        for (std::size_t e = 0; e < w.model.size(); ++e) {
            const auto v = static_cast<double>(V.values[V.starts[j] + static_cast<int>(e)] * V.scale);
            if (v > 0) total += v * std::log(v / static_cast<double>(w.model[e])) - v;
        }
    }
    return total;
}

template class SparseBlocks<float>;
template class SparseBlocks<double>;
template class SparseGramProducts<float>;
template class SparseGramProducts<double>;
template class SparseRatioProducts<float>;
template class SparseRatioProducts<double>;

} // namespace winnow::nmf
