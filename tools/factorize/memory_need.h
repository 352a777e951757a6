// SPDX-License-Identifier: GPL-3.0-or-later
/// What a factorization takes of memory beside V.
#pragma once

#include "nmf/factorize.h"
#include "nmf/grid/shard_grid.h"

#include <cstdint>

namespace winnow::tools {

using nmf::Index;

/// Resident bytes at the peak, of one process.
struct MemoryNeed {
    std::uint64_t fixed = 0;     ///< factors, their sums, and the copies made on the way
    std::uint64_t perThread = 0; ///< blocks and sums of a thread
};

/// V as the solver goes through it.
struct MemoryShape {
    Index length = 0;        ///< elements of a column (of a row, if transposed)
    Index own = 0;           ///< columns of this process
    bool transposed = false; ///< nmf::factorizeColumns
    bool sparse = false;
    std::int64_t blockEntries = 0; ///< of a sparse V: most that are read at once
    Index blockColumns = 0;        ///< columns that are read at once
    std::size_t elementBytes = 4;
    int ranks = 1;
    double wholeFactors = 0;       ///< elements, of the process that gathers them from the others; else 0
    bool onGrid = false;           ///< nmf/grid/ solves it
    nmf::GridShape shards{1, 1};   ///< of V, if so
    nmf::GridShape rankGrid{1, 1}; ///< likewise
};

/// From the buffers of the solvers in nmf/, to a few per cent and rather too much.
MemoryNeed memoryNeed(const nmf::Options& options, const MemoryShape& shape);

/// Columns of a sparse V that a solver reads at once, at most.
Index sparseBlockColumns(const nmf::Options& options);

} // namespace winnow::tools
