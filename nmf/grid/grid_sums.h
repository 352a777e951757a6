// SPDX-License-Identifier: GPL-3.0-or-later
/// What the steps on a grid of blocks need of V: sums over all blocks of this rank, and of the others.
#pragma once

#include "nmf/grid/block_products.h"
#include "nmf/grid/grid_factor.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/thread_team.h"

#include <functional>
#include <utility>
#include <vector>

namespace winnow::nmf {

/// Passes over V' ~ A B, with A "short" and B "long" (nmf/grid/grid_solver.h). All ranks call. [main]
template <class T> class GridSums {
public:
    /// @param threads  Options::threads; @param both  both factors are to be improved. Starts threads; all
    /// parameters outlive this
    GridSums(BlockProducts<T>& V, const ShardGrid& grid, GridFactor<T>& longSide, GridFactor<T>& shortSide,
             int threads, bool both);

    ThreadTeam& team() noexcept { return team_; }
    /// Whether to take one pass for both halves (ofBoth) in place of one each. Not the same for all ranks.
    bool atOnce() const noexcept { return atOnce_; }
    void allocate(Index atoms, bool wantShort);

    /// B's numerator (and denominator), over the bands, into the slices.
    void ofLong();
    /// A's, over this rank's shards of columns; the other ranks' come with ShardSum::finishSlice().
    void ofShort();
    /// The same, where each tile of B is improved before it is used, while it and V's are in the cache:
    /// step(worker, tile, N, D). Only if atOnce().
    using Step = std::function<void(int worker, Index tile, const T* N, const T* D)>;
    void ofBoth(const Step& step);
    /// Over all blocks, the sum of part(worker, band, columns of B), which V has loaded.
    using Part = std::function<double(int worker, int band, const T* B)>;
    double ofBlocks(const Part& part);

private:
    struct Worker {
        AlignedBuffer<T> N, D;          ///< of some columns of B
        AlignedBuffer<T> allN, allD;    ///< of all bands, where a pass does both halves
        AlignedBuffer<T> total, totalD; ///< for A, of the bands of a piece
        AlignedBuffer<T> sum, sumD;     ///< the same unpacked
    };
    /// A piece of work: bands firstBand .. lastBand-1 of a shard of columns.
    struct Piece {
        int shard, firstBand, lastBand;
    };
    using Before = std::function<void(int worker, Index first, Index count)>;

    int bands() const noexcept { return grid_.rows().lastShard() - grid_.rows().firstShard(); }
    int ownShards() const noexcept { return grid_.columns().lastShard() - grid_.columns().firstShard(); }
    /// Pieces of a shard: its bands, where they are worked on apart.
    int piecesOfShard() const noexcept { return apart_ ? std::max(bands(), 1) : 1; }
    Piece pieceOf(int number) const noexcept;
    /// Rows of a band: the first of this rank's, and how many.
    std::pair<Index, Index> rowsOf(int band) const noexcept {
        return grid_.rows().columnsOfShard(grid_.rows().firstShard() + band);
    }
    /// use(first own column, count) for all columns of a shard, loaded.
    template <class Use> void forColumns(int worker, int shard, const Use& use);
    /// B's sums of some own columns, band after band: take(band, N, D).
    template <class Take> void sumBands(int worker, Index first, Index count, const Take& take);
    void sumShort(const Before& before);

    BlockProducts<T>& V_;
    const ShardGrid& grid_;
    GridFactor<T>&long_, &short_;
    ThreadTeam team_;
    bool atOnce_, apart_; ///< apart_: bands are pieces of work
    std::vector<Worker> workers_;
    std::vector<Index> totals_; ///< where the bands' begin in a worker's
};

} // namespace winnow::nmf
