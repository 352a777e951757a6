// SPDX-License-Identifier: GPL-3.0-or-later
/// The mean of a dense V in a grid of blocks.
#pragma once

#include "nmf/column_blocks.h"
#include "nmf/column_source.h"
#include "nmf/grid/block_sums.h"

namespace winnow::nmf {

/// Mean of the elements / largest, added up by blocks. All ranks. @param V  this rank's rows and columns
template <class T> double relativeMean(const ColumnSource<T>& V, const ShardGrid& grid, double largest) {
    const ColumnShards &columns = grid.columns(), &rows = grid.rows();
    BlockSums sums(grid);
    together(grid.all(), [&] {
        for (int shard = columns.firstShard(); shard < columns.lastShard(); ++shard) {
            const auto [firstColumn, count] = columns.columnsOfShard(shard);
            const std::span<double> ofBands = sums.of(shard);
            forEachColumn<T>(V, firstColumn, count, [&](Index, const T* column) {
                for (int band = rows.firstShard(); band < rows.lastShard(); ++band) {
                    const auto [first, size] = rows.columnsOfShard(band);
                    double ofColumn = 0;
                    for (Index i = first; i < first + size; ++i)
                        ofColumn += static_cast<double>(column[i]) / largest;
                    ofBands[static_cast<std::size_t>(band - rows.firstShard())] += ofColumn;
                }
            });
        }
    });
    return sums.total() / (static_cast<double>(rows.columns()) * static_cast<double>(columns.columns()));
}

} // namespace winnow::nmf
