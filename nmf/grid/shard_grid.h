// SPDX-License-Identifier: GPL-3.0-or-later
/// How a large V is cut into a grid of blocks, and which rank has which.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/grid/group_communicator.h"
#include "nmf/types.h"

#include <memory>

namespace winnow::nmf {

struct Options;

/// Rows and columns of a grid.
struct GridShape {
    int rows = 1, columns = 1;
};

/// From which on a side of V is long.
inline constexpr Index kLongSide = 8192;

/// The shards of V's columns, and of its rows where both sides are long: 1 where one side is short, as then
/// the sums of the other's size are small, whatever the ranks. From the shape alone, so that the order of all
/// sums is. A dense V has about 64 blocks, a sparse one 16, and one for each 2^28 elements, up to 65536;
/// those of a rank are together about square, as that makes the sums of both factors' parts smallest (Kannan,
/// Ballard & Park 2018).
/// @param rows, columns  of V as the solver has it; @param wantedRows  shards of rows; 0: as the shape has it
GridShape shardShape(Index rows, Index columns, bool sparse, int wantedRows);

/// How `ranks` ranks divide these shards: the grid of ranks that gives most of them work, and then sends
/// least. Of a dense V, one in a row where that has work for all: a rank with all rows of its columns takes
/// one pass over V in place of two, which is worth more than its larger sums cost.
GridShape rankShape(const GridShape& shards, Index rows, Index columns, bool sparse, int ranks);

/// Bytes in all, in units of atoms times elements, that the sums of an iteration send (shardSumBytes).
double sumVolume(const GridShape& shards, const GridShape& ranks, Index rows, Index columns);

/// The blocks and the ranks of one factorization. Rank r is at row r / R.columns, column r % R.columns of the
/// grid R of ranks. Ranks of one row share the rows of V, and those of one column its columns.
class ShardGrid {
public:
    /// @param all  null: one process. Outlives this
    ShardGrid(Index rows, Index columns, bool sparse, int wantedRows, Communicator* all);

    /// Whether V is cut both ways: else the solvers of columns alone do it.
    bool twoWays() const noexcept { return shape_.rows > 1; }
    const GridShape& shape() const noexcept { return shape_; }
    const GridShape& rankShape() const noexcept { return rankShape_; }
    Communicator* all() const noexcept { return all_; }

    /// The shards of the columns, shared by the ranks of a row of the grid; and those of the rows.
    const ColumnShards& columns() const noexcept { return *columns_; }
    const ColumnShards& rows() const noexcept { return *rows_; }

private:
    GridShape shape_, rankShape_;
    Communicator* all_;
    std::unique_ptr<GroupCommunicator> across_, down_;
    std::unique_ptr<ColumnShards> columns_, rows_;
};

} // namespace winnow::nmf
