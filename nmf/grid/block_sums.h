// SPDX-License-Identifier: GPL-3.0-or-later
/// Sums over all blocks of a grid, the same for any number of threads and ranks.
#pragma once

#include "nmf/grid/shard_grid.h"
#include "nmf/shard_sums.h"

#include <span>
#include <vector>

namespace winnow::nmf {

/// Over the shards of columns in their order, and within one over its bands in theirs. All ranks. [main]
class BlockSums {
public:
    explicit BlockSums(const ShardGrid& grid)
        : grid_(grid), bands_(grid.rows().lastShard() - grid.rows().firstShard()),
          shards_(grid.columns().lastShard() - grid.columns().firstShard()),
          parts_(static_cast<std::size_t>(bands_) * static_cast<std::size_t>(shards_)) {}

    /// The numbers of a shard of this rank, one a band of its, to be filled in. Different shards by different
    /// threads.
    std::span<double> of(int shard) {
        const auto bands = static_cast<std::size_t>(bands_);
        return std::span(parts_).subspan(
            static_cast<std::size_t>(shard - grid_.columns().firstShard()) * bands, bands);
    }

    double total() {
        ShardSum<double> down(grid_.rows().ranks(), grid_.rows().count(), shards_);
        std::vector<double> ofBand(static_cast<std::size_t>(shards_));
        for (int b = 0; b < bands_; ++b) {
            for (int s = 0; s < shards_; ++s)
                ofBand[static_cast<std::size_t>(s)] = parts_[static_cast<std::size_t>(s * bands_ + b)];
            down.add(grid_.rows().firstShard() + b, ofBand.data());
        }
        down.finish();
        return sumOverShards(grid_.columns().ranks(), grid_.columns().count(),
                             [&](int shard) { return down.data()[shard - grid_.columns().firstShard()]; });
    }

private:
    const ShardGrid& grid_;
    int bands_, shards_;
    std::vector<double> parts_; ///< shard after shard
};

} // namespace winnow::nmf
