// SPDX-License-Identifier: GPL-3.0-or-later
/// The entries of a sparse V in blocks of rows, so that what a block needs of W stays in the second-level
/// cache.
#pragma once

#include "nmf/types.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace winnow::nmf {

/// Every entry is in one block of its column, in the order of the column, whether or not its rows are sorted;
/// where they are, a block has entries of its own rows only.
class EntryBlocks {
public:
    /// @param starts  columns + 1 positions of first entries;  @param rows  of the entries
    /// @param rowsOfBlock  wanted; there are fewer blocks where a column has too few entries to divide
    /// @param perColumn  entries of a column on average, where these are not all columns; negative: as here
    EntryBlocks(const int* starts, const int* rows, Index columns, Index rowCount, Index rowsOfBlock,
                Index perColumn = -1)
        : starts_(starts), columns_(columns) {
        constexpr Index fewestEntries = 8; // of a column in a block, on average
        if (perColumn < 0) perColumn = starts[columns] / std::max<Index>(columns, 1);
        const Index wanted = (rowCount + rowsOfBlock - 1) / std::max<Index>(rowsOfBlock, 1);
        count_ = std::max<Index>(1, std::min(wanted, perColumn / fewestEntries));
        divide(rows, [&](Index b) { return rowCount * (b + 1) / count_; });
    }

    /// @param ends  rising: one behind the last row of each block; the last is the number of rows
    EntryBlocks(const int* starts, const int* rows, Index columns, std::span<const Index> ends)
        : starts_(starts), columns_(columns), count_(static_cast<Index>(ends.size())) {
        divide(rows, [&](Index b) { return ends[static_cast<std::size_t>(b)]; });
    }

    Index count() const noexcept { return count_; }

    /// Where the entries of each column in blocks `first` to `last` begin and end.
    std::pair<const int*, const int*> range(Index first, Index last) const noexcept {
        return {first == 0 ? starts_ : endsOf(first - 1),
                last + 1 == count_ ? starts_ + 1 : endsOf(last)};
    }

    /// The first entry of a column in a block, and the one behind the last.
    std::pair<int, int> entries(Index column, Index block) const noexcept {
        return {block == 0 ? starts_[column] : end(column, block - 1),
                block + 1 == count_ ? starts_[column + 1] : end(column, block)};
    }

private:
    template <class End> void divide(const int* rows, const End& endOf) {
        ends_.resize(static_cast<std::size_t>((count_ - 1) * columns_));
        for (Index j = 0; j < columns_; ++j) {
            int p = starts_[j];
            for (Index b = 0; b + 1 < count_; ++b) {
                const Index end = endOf(b);
                while (p < starts_[j + 1] && rows[p] < end)
                    ++p;
                ends_[static_cast<std::size_t>(b * columns_ + j)] = p;
            }
        }
    }
    const int* endsOf(Index block) const noexcept { return ends_.data() + block * columns_; }
    int end(Index column, Index block) const noexcept {
        return ends_[static_cast<std::size_t>(block * columns_ + column)];
    }

    const int* starts_;
    Index columns_, count_ = 1;
    std::vector<int> ends_; // of all blocks but the last, block after block
};

} // namespace winnow::nmf
