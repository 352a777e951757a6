// SPDX-License-Identifier: GPL-3.0-or-later
/// Sums and norms of the factor along the shards.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/types.h"

#include <vector>

namespace winnow::nmf {

struct AtomSums {
    std::vector<double> sums, norms; ///< of each atom's elements; Euclidean norm
};

/// Of the rows of a factor (k x this rank's columns) over the columns of all ranks, added up by shards. All
/// ranks. [main]
template <class T> AtomSums atomSums(const Matrix<T>& factor, const ColumnShards& shards);
template <class T> AtomSums atomSums(const ColumnSource<T>& factor, const ColumnShards& shards);

} // namespace winnow::nmf
