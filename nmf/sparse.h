// SPDX-License-Identifier: GPL-3.0-or-later
/// Sparse matrices of the NMF library.
#pragma once

#include <Eigen/SparseCore>

namespace winnow::nmf {

/// Column-major sparse matrix of float or double.
template <class T> using SparseMatrix = Eigen::SparseMatrix<T>;

} // namespace winnow::nmf
