// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a matrix whose rows are contiguous, as C and numpy store them.
#pragma once

#include "nmf/factorize.h"

namespace winnow::nmf {

template <class T> using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Non-owning read-only view of a row-major matrix (rows contiguous, any outer stride).
template <class T> using RowMajorView = Eigen::Ref<const RowMajorMatrix<T>, 0, Eigen::OuterStride<>>;

/// As factorize(), with the same result. The least-squares solvers read V
/// where it lies; Solver::Mu, nanIsMissing and sharing make a column-major copy. W0 and H0 may be empty.
/// [any]
/// @throws InvalidInput
template <class T>
Factorization<T> factorizeRowMajor(RowMajorView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                                   const Options& options);

} // namespace winnow::nmf
