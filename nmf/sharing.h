// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization whose V is shared out among ranks.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

class Communicator;
struct Options;

/// The ranks, and the shape of the whole V. Each rank calls factorize() with its own part of V (ownPart()),
/// of W0 and of H0, and gets its own part of W and H: the rows of W and the columns of H that its part of V
/// has. The parts of all ranks together are what one process computes, bit for bit. Everything in Options
/// must be the same on all ranks, but for the progress callback: one that returns false ends all.
///
/// V never moves. Where one side of V is short, the other is shared out, and an iteration exchanges sums of
/// the size of the short side's factor (nmf/shard_sums.h) and a few numbers. Where both are long (8192 and
/// more), ranks and blocks of V form grids (nmf/grid/), and each half of an iteration exchanges sums of the
/// size of the factor's part that the ranks of a row or a column of the grid have in common.
struct Sharing {
    Communicator* ranks = nullptr; ///< null: one process
    Index rows = 0, columns = 0;   ///< of the whole V; not read in one process

    bool active() const noexcept { return ranks != nullptr; }
};

/// A range of V's columns, or of its rows; and of its other side, all of it unless ranks form a grid.
struct OwnPart {
    bool ofRows;
    Index first, count;
    Index firstAcross, countAcross;

    Index firstRow() const noexcept { return ofRows ? first : firstAcross; }
    Index rows() const noexcept { return ofRows ? count : countAcross; }
    Index firstColumn() const noexcept { return ofRows ? firstAcross : first; }
    Index columns() const noexcept { return ofRows ? countAcross : count; }
};

/// What a rank holds of a V of rows x columns (one process: all). A dense V is cut along its longer side by
/// the least-squares solvers, and by columns for Solver::Mu unless the longer side is long; a sparse V by
/// columns; a V with two long sides also the other way. Options::sharing says which rank, and need not have
/// the shape. [any]
OwnPart ownPart(Index rows, Index columns, const Options& options, bool sparse);

} // namespace winnow::nmf
