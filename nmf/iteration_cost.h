// SPDX-License-Identifier: GPL-3.0-or-later
/// What an iteration of V = W H costs, counted, not measured.
#pragma once

#include "nmf/factorize.h"
#include "nmf/grid/shard_grid.h"

namespace winnow::nmf {

/// A factorization as far as its cost goes.
struct CostedProblem {
    double rows = 0, columns = 0; ///< of the whole V
    double entries = -1;          ///< stored, of a sparse V; negative: dense
    Index rank = 1;
    Solver solver = Solver::Mu;
    double beta = 1;
    std::size_t elementBytes = 4; ///< 4 or 8
    int ranks = 1;                ///< processes
    int rowShards = 0;            ///< Options::rowShards
};

struct IterationCost {
    double flops = 0;        ///< multiplications and additions of all processes in products and inner sweeps
    double bytesSent = 0;    ///< by one process, of the messages of one iteration without an evaluation
    double messages = 0;     ///< that it sends
    double bytesKept = 0;    ///< partial sums of its shards, and those it gets, beside its factors
    double bytesTouched = 0; ///< read and written of partial sums: cleared, added, kept, added up
    double steps = 0;        ///< elements of the smaller factor that it steps over by itself, in one thread
    double serialFlops = 0;  ///< of products that it forms by itself, in one thread
    double longBytes = 0;    ///< of its part of the factor that is shared out
    double shortBytes = 0;   ///< of its part of the other, which in a grid is shared out too
};

/// Of process `process` of problem.ranks. bytesSent is what Communicator::bytesSent() counts, to the last
/// one: shardSumBytes() of every sum, and the all-gather of the smaller factor of the least-squares solvers
/// (with the SIMD level of this machine, on which the padding depends). Flops of the inner solver are those
/// of coordinate descent for all least-squares solvers. [any]
IterationCost iterationCost(const CostedProblem& problem, int process);

/// How V is cut, and the processes arranged.
struct CostedGrid {
    GridShape shards, ranks;
};
CostedGrid gridOf(const CostedProblem& problem);

} // namespace winnow::nmf
