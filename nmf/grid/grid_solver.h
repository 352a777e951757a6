// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a V in a grid of blocks: alternating least squares, or multiplicative updates.
#pragma once

#include "nmf/grid/block_products.h"
#include "nmf/grid/grid_factor.h"
#include "nmf/grid/grid_sums.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/grid/tile_steps.h"

#include <memory>
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
    GridFactor<T>& factor(bool longSide) noexcept { return longSide ? long_ : short_; }
    bool isW(bool longSide) const noexcept { return longSide == p_.swapped; }
    bool updates(bool longSide) const noexcept {
        return isW(longSide) ? p_.options.updateW && p_.firstLearned < atoms_ : p_.options.updateH;
    }
    std::vector<AtomSize> sizes() const;
    void prepareStep(bool longSide, double relaxation);
    void stepFromSums(bool longSide);
    void finishStep(bool longSide);
    void changed(bool longSide);
    void revive();
    void measureFit();
    double divergence();

    Problem p_;
    Index atoms_;
    Penalties penalties_;
    TileSteps<T> steps_;
    GridFactor<T> long_, short_;
    GridSums<T> sums_;
    double squaredNorm_ = 0, dot_ = 0, gradient_ = 0, shortGradient_ = 0;
};

} // namespace winnow::nmf
