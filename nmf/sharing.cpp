// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sharing.h"

#include "nmf/dense_split.h"
#include "nmf/factorize.h"

namespace winnow::nmf {

OwnPart ownPart(Index rows, Index columns, const Options& options, bool sparse) {
    if (sparse) {
        const ShardGrid grid(rows, columns, true, options.rowShards, options.sharing.ranks);
        return {false, grid.columns().firstColumn(), grid.columns().ownColumns(), grid.rows().firstColumn(),
                grid.rows().ownColumns()};
    }
    Options whole = options;
    whole.sharing.rows = rows;
    whole.sharing.columns = columns;
    const DenseSplit split(rows, columns, whole);
    return {split.ofRows, split.shards.firstColumn(), split.shards.ownColumns(),
            split.grid.rows().firstColumn(), split.grid.rows().ownColumns()};
}

} // namespace winnow::nmf
