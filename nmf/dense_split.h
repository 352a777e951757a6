// SPDX-License-Identifier: GPL-3.0-or-later
/// How a dense V is cut.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/grid/shard_grid.h"

namespace winnow::nmf {

struct Options;

/// How a dense V is cut into the columns that a solver goes through, and their rows (ownPart()).
struct DenseSplit {
    /// @param rows, columns  of V, or of this rank's part of it
    /// @param oneWay  by columns alone, whatever the shape
    DenseSplit(Index rows, Index columns, const Options& options, bool oneWay = false);

    Index rows, columns; ///< of V as a whole
    bool ofRows;         ///< the solver's columns are V's rows
    bool onGrid;         ///< nmf/grid/ solves it
    ShardGrid grid;      ///< of the solver's columns and rows
    ColumnShards shards; ///< of the solver's columns

    /// Of V's rows and columns; null: they are whole.
    const ColumnShards* ofVRows() const noexcept { return ofRows ? &shards : across(); }
    const ColumnShards* ofVColumns() const noexcept { return ofRows ? across() : &shards; }

private:
    const ColumnShards* across() const noexcept { return grid.twoWays() ? &grid.rows() : nullptr; }
};

/// @throws InvalidInput where a rank has another part than its own
void checkPart(const DenseSplit& split, Index rows, Index columns);

} // namespace winnow::nmf
