// SPDX-License-Identifier: GPL-3.0-or-later
/// Matrix types of the NMF library. V (m x n) is approximated by W (m x k) times H (k x n), all non-negative.
#pragma once

#include <Eigen/Core>

namespace winnow::nmf {

using Index = Eigen::Index;

/// Dense column-major matrix of float or double.
template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

/// Non-owning read-only view of a column-major matrix (columns contiguous, any outer stride).
template <class T>
using MatrixView = Eigen::Ref<const Matrix<T>, 0, Eigen::OuterStride<>>;

} // namespace winnow::nmf
