// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/dense_split.h"

#include "nmf/factorize_input.h"

#include <algorithm>
#include <string>

namespace winnow::nmf {
namespace {

/// Whether the solver's columns are V's rows. Multiplicative updates of a tall V go through the longer side
/// where it is long, or cut both ways: the solver in nmf/grid/ does either.
bool throughRows(Index rows, Index columns, const Options& options, bool oneWay) {
    if (rows <= columns || oneWay) return false;
    return options.solver != Solver::Mu || rows >= kLongSide ||
           shardShape(columns, rows, false, options.rowShards).rows > 1;
}

ShardGrid gridOf(Index rows, Index columns, const Options& options, bool oneWay) {
    return ShardGrid(rows, columns, false, oneWay ? 1 : options.rowShards, options.sharing.ranks);
}

} // namespace

DenseSplit::DenseSplit(Index ownRows, Index ownColumns, const Options& options, bool oneWay)
    : rows(options.sharing.active() ? options.sharing.rows : ownRows),
      columns(options.sharing.active() ? options.sharing.columns : ownColumns),
      ofRows(throughRows(rows, columns, options, oneWay)),
      onGrid(
          !oneWay &&
          (shardShape(ofRows ? columns : rows, ofRows ? rows : columns, false, options.rowShards).rows > 1 ||
           (ofRows && options.solver == Solver::Mu))),
      grid(gridOf(ofRows ? columns : rows, ofRows ? rows : columns, options, oneWay)),
      shards(grid.columns()) {}

void checkPart(const DenseSplit& split, Index rows, Index columns) {
    checkPart(split.shards, split.ofRows ? rows : columns);
    const Index across = split.ofRows ? columns : rows;
    if (across != split.grid.rows().ownColumns())
        throw InvalidInput("This rank's part of V has " + std::to_string(across) +
                           " elements a column (or row); it must have " +
                           std::to_string(split.grid.rows().ownColumns()) + ".");
}

} // namespace winnow::nmf
