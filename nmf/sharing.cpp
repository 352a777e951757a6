// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sharing.h"

#include "nmf/column_shards.h"
#include "nmf/factorize.h"

namespace winnow::nmf {

OwnPart ownPart(Index rows, Index columns, const Options& options, bool sparse) {
    const bool ofRows = !sparse && options.solver != Solver::Mu && rows > columns;
    const Index cut = ofRows ? rows : columns;
    const ColumnShards shards = sparse ? ColumnShards::ofSparse(cut, options.sharing.ranks)
                                       : ColumnShards::ofDense(cut, options.sharing.ranks);
    return {ofRows, shards.firstColumn(), shards.ownColumns()};
}

} // namespace winnow::nmf
