// SPDX-License-Identifier: GPL-3.0-or-later
/// One column after another of any source.
#pragma once

#include "nmf/column_source.h"
#include "nmf/kernels/kernels.h"

namespace winnow::nmf {

/// use(j, address) for columns first .. first+count-1 in order; up to kernels::kTileColumns of them are read
/// at a time where they are not in memory.
template <class T, class Use>
void forEachColumn(const ColumnSource<T>& V, Index first, Index count, const Use& use) {
    Matrix<T> block;
    const bool direct = count > 0 && V.at(first) != nullptr;
    if (!direct) block.resize(V.rows(), std::min(kernels::kTileColumns, count));
    for (Index j = first; j < first + count; j += kernels::kTileColumns) {
        const Index some = std::min(kernels::kTileColumns, first + count - j);
        if (!direct) V.read(j, some, block.data());
        for (Index c = 0; c < some; ++c)
            use(j + c, direct ? V.at(j + c) : block.data() + c * V.rows());
    }
}

} // namespace winnow::nmf
