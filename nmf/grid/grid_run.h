// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization on a grid of blocks, from checked input to result.
#pragma once

#include "nmf/factorize.h"
#include "nmf/grid/block_products.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/scaling.h"

namespace winnow::nmf {

struct GridRun {
    const ShardGrid& grid;
    bool swapped; ///< the grid's columns are V's rows
    const Options& options;
};

/// @param V  scaled (nmf/scaling.h), this rank's blocks
/// @param result  W and H hold this rank's start in V's units, and then the result with its trace. All ranks
template <class T>
void runGrid(BlockProducts<T>& V, const GridRun& run, const Scaling<T>& scaling, Factorization<T>& result);

} // namespace winnow::nmf
