// SPDX-License-Identifier: GPL-3.0-or-later
/// How the columns of V are divided into tiles, and the tiles among ranks and threads.
#pragma once

#include "nmf/communicator.h"
#include "nmf/kernels/kernels.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace winnow::nmf {

/// The tiles in shards, which ranks share, and within a rank threads take one after another. They depend on
/// the number of columns alone, and the sums over the columns are formed shard by shard: so they depend on
/// neither ranks nor threads. A rank has a contiguous range of the shards, and of V the columns of these
/// only.
class ColumnShards {
public:
    /// Of a dense V: 32, which gives as many threads work; more of more than a million columns, for many
    /// processes.
    /// @param columns  of the whole V, on all ranks
    /// @param ranks  null: one process
    static ColumnShards ofDense(kernels::Index columns, Communicator* ranks = nullptr) {
        return ColumnShards(columns, std::clamp<kernels::Index>(columns / kDenseColumns, 32, kMost), ranks);
    }
    /// Of a sparse V: 8, as a shard costs as much as the dense rows x atoms sum that it adds to; more of more
    /// than a million columns.
    static ColumnShards ofSparse(kernels::Index columns, Communicator* ranks = nullptr) {
        return ColumnShards(columns, std::clamp<kernels::Index>(columns / kSparseColumns, 8, kMost), ranks);
    }

    /// @param most  shards there are at most
    ColumnShards(kernels::Index columns, kernels::Index most, Communicator* ranks)
        : columns_(columns), tiles_((columns + kernels::kTileColumns - 1) / kernels::kTileColumns),
          count_(std::min(most, tiles_)), ranks_(ranks) {
        const int rank = ranks != nullptr ? ranks->rank() : 0, size = ranks != nullptr ? ranks->size() : 1;
        first_ = static_cast<int>(shareBegin(count_, rank, size));
        last_ = static_cast<int>(shareBegin(count_, rank + 1, size));
        firstColumn_ = beginOf(first_);
        lastColumn_ = beginOf(last_);
    }

    /// Null: one process.
    Communicator* ranks() const noexcept { return ranks_; }
    /// Columns of the whole V.
    kernels::Index columns() const noexcept { return columns_; }
    /// Of all ranks.
    int count() const noexcept { return static_cast<int>(count_); }
    /// This rank's: from firstShard() up to, not including, lastShard().
    int firstShard() const noexcept { return first_; }
    int lastShard() const noexcept { return last_; }
    /// This rank's columns of V.
    kernels::Index firstColumn() const noexcept { return firstColumn_; }
    kernels::Index ownColumns() const noexcept { return lastColumn_ - firstColumn_; }

    /// Tiles of a shard: from .first up to, not including, .second.
    std::pair<kernels::Index, kernels::Index> tilesOf(int shard) const noexcept {
        return {tiles_ * shard / count_, tiles_ * (shard + 1) / count_};
    }

    /// Columns of a tile of this rank: the first, counted from firstColumn(), and how many.
    std::pair<kernels::Index, kernels::Index> columnsOf(kernels::Index tile) const noexcept {
        const kernels::Index first = tile * kernels::kTileColumns;
        return {first - firstColumn_, std::min(kernels::kTileColumns, columns_ - first)};
    }

    /// This rank's columns of a shard, counted from firstColumn(): the first, and how many.
    std::pair<kernels::Index, kernels::Index> columnsOfShard(int shard) const noexcept {
        const kernels::Index first = beginOf(shard);
        return {first - firstColumn_, beginOf(shard + 1) - first};
    }

    /// Threads of use when `wanted` are wanted (0: as many as the machine has).
    int threads(int wanted) const noexcept { return threadsFor(wanted, last_ - first_); }

    /// The same for so many pieces of work.
    static int threadsFor(int wanted, int pieces) noexcept {
        const int hardware = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
        return std::max(1, std::min(wanted == 0 ? hardware : wanted, pieces));
    }

    /// First column of a shard in the whole V; shard count(): one behind the last.
    kernels::Index beginOf(int shard) const noexcept {
        return count_ == 0 ? 0 : std::min(columns_, tilesOf(shard).first * kernels::kTileColumns);
    }

private:
    /// Columns of a shard of a long V, and the most there are: a process keeps a sum for each of its shards.
    static constexpr kernels::Index kDenseColumns = 1 << 15, kSparseColumns = 1 << 17, kMost = 4096;

    kernels::Index columns_, tiles_, count_;
    Communicator* ranks_;
    int first_ = 0, last_ = 0;
    kernels::Index firstColumn_ = 0, lastColumn_ = 0;
};

} // namespace winnow::nmf
