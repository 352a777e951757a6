// SPDX-License-Identifier: GPL-3.0-or-later
/// One factor of a V in a grid of blocks.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/shard_sums.h"
#include "nmf/thread_team.h"
#include "nmf/types.h"

#include <utility>
#include <vector>

namespace winnow::nmf {

/// Where the slices of whole tiles begin that a rank's columns fall into among `members` ranks, in own
/// columns, and behind them the number of own columns.
std::vector<Index> tileSlices(const ColumnShards& shards, int members);

/// This rank's columns of a factor (of W: its rows, as columns), which the ranks with the same columns of it
/// all have. The sums for its step, over the shards of V's other side, end up in slices of whole tiles, one a
/// rank; each rank improves its slice, and all get the result: the all-gather that MPI-FAUN ends a half step
/// with (Kannan, Ballard & Park 2018).
template <class T> class GridFactor {
public:
    /// Numbers that the steps leave with each tile.
    enum Number : std::size_t { Dot, Gradient };

    /// @param shards  of the factor's columns; @param other  of V's other side; both outlive this
    GridFactor(const ColumnShards& shards, const ColumnShards& other, Index atoms, bool denominators,
               bool wantGram);

    const ColumnShards& shards() const noexcept { return shards_; }
    /// Of a column: the atoms, padded.
    Index stride() const noexcept { return stride_; }
    T* column(Index j) noexcept { return values_.data() + j * stride_; }
    const T* data() const noexcept { return values_.data(); }

    /// @param X  atoms x own columns
    void take(const Matrix<T>& X);
    Matrix<T> matrix() const;
    void save() { saved_.assign(values_.data(), values_.data() + values_.size()); }
    void restore() { std::copy(saved_.begin(), saved_.end(), values_.data()); }

    /// Of the step: stride x own columns; denominator() is empty where it is not wanted.
    ShardSum<T>& numerator() noexcept { return numerator_; }
    ShardSum<T>& denominator() noexcept { return denominator_; }
    /// The tiles that this rank improves: from .first up to, not including, .second.
    std::pair<Index, Index> tiles() const noexcept {
        return {sliceBegin(groupRank()), sliceBegin(groupRank() + 1)};
    }
    double& number(Index tile, Number which) {
        return numbers_[static_cast<std::size_t>(2 * (tile - firstTile_)) + which];
    }

    /// The slices, with their numbers, to all that have these columns. All ranks. [main]
    void gather();
    /// Sum over all tiles. All ranks. [main]
    double total(Number which);
    /// Sums, norms and the Gram matrix over all columns. All ranks. [main]
    void measure(ThreadTeam& team);
    const AtomSums& sums() const noexcept { return sums_; }
    /// atoms rows of stride() elements.
    const T* gram() const noexcept { return gram_.data(); }

private:
    int groupRank() const noexcept { return group_ != nullptr ? group_->rank() : 0; }
    int groupSize() const noexcept { return group_ != nullptr ? group_->size() : 1; }
    Index sliceBegin(int rank) const noexcept {
        return firstTile_ + shareBegin(lastTile_ - firstTile_, rank, groupSize());
    }

    const ColumnShards& shards_;
    Communicator* group_; ///< ranks with the same columns
    const kernels::GramKernels<T>& kernels_;
    Index atoms_, stride_;
    Index firstTile_ = 0, lastTile_ = 0;
    AlignedBuffer<T> values_;
    std::vector<T> saved_;
    std::vector<Index> slices_; ///< own columns where the group's slices begin
    ShardSum<T> numerator_, denominator_;
    std::vector<double> numbers_; ///< two a tile
    AtomSums sums_;
    ShardSum<T> gram_;
};

} // namespace winnow::nmf
