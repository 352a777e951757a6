// SPDX-License-Identifier: GPL-3.0-or-later
/// How far W H is from V, for dense and sparse matrices of any size.
#pragma once

#include "nmf/column_source.h"
#include "nmf/grid/shard_grid.h"
#include "nmf/sparse_source.h"
#include "nmf/types.h"

namespace winnow::tools {

/// Sums in double.
struct FitError {
    double squaredNorm = 0; ///< of V
    double squaredResidual = 0;

    double relative() const noexcept; ///< |V - W H| / |V|; 0 where V is all zero
};

/// Column by column: needs no memory of V's size. @param weights  those above 0 say which entries count; 0 x
/// 0: all but NaN. [any]
template <class T>
FitError fitError(const nmf::Matrix<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::Matrix<T>& weights);

/// Of all ranks' blocks, added up in their order: the same for any number of ranks. All ranks.
/// @param V  this rank's part of the matrix, with rows as columns if `transposed`; @param W, H  this rank's
template <class T>
FitError fitError(const nmf::ColumnSource<T>& V, bool transposed, const nmf::Matrix<T>& W,
                  const nmf::Matrix<T>& H, const nmf::ShardGrid& grid);

/// The same for sparse columns. O((entries + rows + columns) k^2), nothing dense.
template <class T>
FitError fitError(const nmf::SparseSource<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H,
                  const nmf::ShardGrid& grid);

} // namespace winnow::tools
