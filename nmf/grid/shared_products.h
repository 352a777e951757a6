// SPDX-License-Identifier: GPL-3.0-or-later
/// Whole products with a V that may be shared out among ranks.
#pragma once

#include "nmf/grid/block_products.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/thread_team.h"

namespace winnow::nmf {

/// Products with matrices that are shared out as V's factors are: the rows of this rank's part of V, and its
/// columns. The same bits for any number of threads and ranks. All ranks call. [main]
template <class T> class SharedProducts {
public:
    /// @param V  of a least-squares kind; both outlive this
    SharedProducts(BlockProducts<T>& V, const ShardGrid& grid, int threads = 1)
        : V_(V), grid_(grid), team_(grid.columns().threads(threads)) {}

    const ShardGrid& grid() const noexcept { return grid_; }
    /// X^T V: l x this rank's columns. @param X  this rank's rows x l
    Matrix<T> transposedTimes(const Matrix<T>& X);
    /// V Y^T: this rank's rows x l. @param Y  l x this rank's columns
    Matrix<T> times(const Matrix<T>& Y);

private:
    int bands() const noexcept { return grid_.rows().lastShard() - grid_.rows().firstShard(); }

    BlockProducts<T>& V_;
    const ShardGrid& grid_;
    ThreadTeam team_;
};

} // namespace winnow::nmf
