// SPDX-License-Identifier: GPL-3.0-or-later
/// How the columns of V are divided into tiles, and the tiles among threads.
#pragma once

#include "nmf/kernels/kernels.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace winnow::nmf {

/// The tiles in shards, which threads take one after another. They depend on the number of columns alone, and
/// the sums over the columns are formed shard by shard: so they do not depend on the threads.
class ColumnShards {
public:
    /// @param most  shards there are at most: as many threads can be of use
    explicit ColumnShards(kernels::Index columns, kernels::Index most = 32)
        : columns_(columns), tiles_((columns + kernels::kTileColumns - 1) / kernels::kTileColumns),
          count_(std::min(most, tiles_)) {}

    int count() const noexcept { return static_cast<int>(count_); }

    /// Tiles of a shard: from .first up to, not including, .second.
    std::pair<kernels::Index, kernels::Index> tilesOf(int shard) const noexcept {
        return {tiles_ * shard / count_, tiles_ * (shard + 1) / count_};
    }

    /// Columns of a tile: the first, and how many.
    std::pair<kernels::Index, kernels::Index> columnsOf(kernels::Index tile) const noexcept {
        const kernels::Index first = tile * kernels::kTileColumns;
        return {first, std::min(kernels::kTileColumns, columns_ - first)};
    }

    /// Threads of use when `wanted` are wanted (0: as many as the machine has).
    int threads(int wanted) const noexcept {
        const int hardware = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
        return std::min(wanted == 0 ? hardware : wanted, count());
    }

private:
    kernels::Index columns_, tiles_, count_;
};

} // namespace winnow::nmf
