// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a V in a grid of blocks: alternating least squares, or multiplicative updates.
#pragma once

#include "nmf/atom_steps.h"
#include "nmf/grid/block_products.h"
#include "nmf/grid/grid_factor.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/least_squares/learned_atoms.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"
#include "nmf/thread_team.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace winnow::nmf {

/// One factorization on its way, in scaled units (nmf/scaling.h), with the columns of V along its longer
/// side: V' = A B, where A ("short") is W, or H^T if `swapped`, and B ("long") is H or W^T.
///
/// An iteration improves B, and then A, each from sums over V's blocks. A rank that has all rows of its
/// columns does it in one pass over a dense V, if its threads find enough shards; else it takes two. The same
/// bits for any number of threads and ranks: blocks are fixed, and sums over a row or column of them go in
/// their order. A rank has its blocks of V, and the rows of A and the columns of B that these need.
template <class T> class GridSolver {
public:
    struct Problem {
        BlockProducts<T>& V;
        const ShardGrid& grid;
        bool swapped;
        Index rows, columns; ///< of V' as a whole
        const Options& options;
        Index firstLearned; ///< atoms of W before are held
    };

    /// @param A, B  atoms x this rank's rows (columns) of V', scaled, non-negative
    /// @param solver  null: multiplicative updates
    /// Allocates, starts threads, passes over V once. All ranks. [main]
    GridSolver(const Problem& problem, const Scaling<T>& scaling, const Matrix<T>& A, const Matrix<T>& B,
               const Penalties& penalties, std::unique_ptr<GramSolver<T>> solver);

    // All ranks call these.

    /// Both updates. @param relaxation  times the multiplicative step's monotone exponent
    void iterate(double relaxation);
    /// Divergence and penalties, scaled, at the present factors.
    double objective();
    /// Norm of the projected gradient at the factors before the latest iterate(); needs
    /// Options::gradientTolerance.
    double gradientNorm() const noexcept { return gradient_; }
    void save();
    void restore();

    /// Of this rank: atoms x columns.
    Matrix<T> shortFactor() const { return short_.matrix(); }
    Matrix<T> longFactor() const { return long_.matrix(); }
    /// Euclidean norms of the atoms in a factor.
    const std::vector<double>& norms(bool ofLong) const noexcept {
        return (ofLong ? long_ : short_).sums().norms;
    }

private:
    struct Worker {
        AlignedBuffer<T> N, D;          ///< of some columns of B, or of a tile
        AlignedBuffer<T> allN, allD;    ///< of all bands, where a pass does both halves
        AlignedBuffer<T> total, totalD; ///< for A, of the bands of a piece
        AlignedBuffer<T> sum, sumD;     ///< the same unpacked
        AlignedBuffer<T> solver, learned;
    };
    GridFactor<T>& factor(bool longSide) noexcept { return longSide ? long_ : short_; }
    bool isW(bool longSide) const noexcept { return longSide == p_.swapped; }
    Index firstOf(bool longSide) const noexcept { return isW(longSide) ? p_.firstLearned : 0; }
    bool multiplicative() const noexcept { return solver_ == nullptr; }
    int bands() const noexcept { return p_.grid.rows().lastShard() - p_.grid.rows().firstShard(); }
    /// A piece of work: bands firstBand .. lastBand-1 of a shard of columns.
    struct Piece {
        int shard, firstBand, lastBand;
    };
    int ownShards() const noexcept { return p_.grid.columns().lastShard() - p_.grid.columns().firstShard(); }
    /// Pieces of a shard: its bands, where they can be worked on apart.
    int piecesOfShard(bool byBands) const noexcept { return byBands ? std::max(bands(), 1) : 1; }
    Piece pieceOf(int number, bool byBands) const noexcept;
    /// Rows of a band: the first of this rank's, and how many.
    std::pair<Index, Index> rowsOf(int band) const noexcept {
        return p_.grid.rows().columnsOfShard(p_.grid.rows().firstShard() + band);
    }
    /// use(first own column) for all columns of a shard, loaded.
    template <class Use> void forColumns(int worker, int shard, const Use& use);
    template <class Part> double sumOverBlocks(const Part& part);

    void allocate();
    void bound(bool longSide, const Scaling<T>& scaling);
    /// B's sums of some own columns, band after band: take(band, N, D).
    template <class Take> void sumBands(int worker, Index first, Index count, const Take& take);
    void sumLong();
    /// A's sums. @param before  before(worker, first, count) comes before a block of columns is used
    template <class Before> void sumShort(bool byBands, const Before& before);
    void improveLongAndSumShort();
    void stepFromSums(bool longSide);
    void prepareStep(bool longSide, double relaxation);
    void stepTile(bool longSide, int worker, Index tile, const T* N, const T* D);
    void stepByGram(bool longSide, int worker, Index tile, const T* N);
    void finishStep(bool longSide);
    void changed(bool longSide);
    void revive();
    void measureFit();
    double divergence();
    AtomSize sizeOf(Index a) const noexcept;

    Problem p_;
    Index atoms_, stride_ = 0;
    Penalties penalties_;
    std::unique_ptr<GramSolver<T>> solver_;
    GridFactor<T> long_, short_;
    double floors_[2], ceilings_[2]; ///< of H, and of W
    bool updateLong_, updateShort_;
    bool apart_ = false;  ///< bands are pieces of work
    bool atOnce_ = false; ///< one pass for both halves
    int sweepsLong_ = 1, sweepsShort_ = 1;
    ThreadTeam team_;
    std::vector<Worker> workers_;
    std::vector<Index> totals_; ///< where the bands' begin in a worker's
    AlignedBuffer<T> gram_;     ///< of the half at work, with penalties
    LearnedAtoms<T> learned_;
    std::vector<T> gramSlopes_;            ///< of the half at work, taken off N
    std::vector<double> slopes_, squares_; ///< likewise, of multiplicative steps
    std::optional<AtomSteps<T>> steps_;
    StepKind kind_{};
    double squaredNorm_ = 0, dot_ = 0, gradient_ = 0, shortGradient_ = 0;
};

} // namespace winnow::nmf
