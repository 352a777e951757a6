// SPDX-License-Identifier: GPL-3.0-or-later
/// How far W H is from V, for dense and sparse matrices of any size.
#pragma once

#include "nmf/sparse.h"
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

/// O((entries + rows + columns) k^2), nothing dense. [any]
template <class T>
FitError fitError(const nmf::SparseMatrix<T>& V, const nmf::Matrix<T>& W, const nmf::Matrix<T>& H);

} // namespace winnow::tools
