// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization whose V is shared out among ranks.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

class Communicator;
struct Options;

/// The ranks, and the shape of the whole V. Each rank calls factorize() with its own part of V (ownPart()),
/// of W0 and of H0, and gets its own part of W and H: where columns are shared out, all of W and its columns
/// of H; where rows are, its rows of W and all of H. The parts of all ranks together are what one process
/// computes, bit for bit. Everything in Options must be the same on all ranks, but for the progress callback:
/// one that returns false ends all.
///
/// V never moves. An iteration exchanges sums of the size of the factor that is not shared out
/// (nmf/shard_sums.h) and a few numbers.
struct Sharing {
    Communicator* ranks = nullptr; ///< null: one process
    Index rows = 0, columns = 0;   ///< of the whole V; not read in one process

    bool active() const noexcept { return ranks != nullptr; }
};

/// A range of V's columns, or of its rows.
struct OwnPart {
    bool ofRows;
    Index first, count;
};

/// What a rank holds of a V of rows x columns (one process: all). A dense V is cut along its longer side by
/// the least-squares solvers, and by columns for Solver::Mu; a sparse V by columns. Options::sharing says
/// which rank, and need not have the shape. [any]
OwnPart ownPart(Index rows, Index columns, const Options& options, bool sparse);

} // namespace winnow::nmf
