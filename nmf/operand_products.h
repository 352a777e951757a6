// SPDX-License-Identifier: GPL-3.0-or-later
/// Whole products with an operand, in ordinary matrices.
#pragma once

#include "nmf/operand.h"

namespace winnow::nmf {

/// X^T V (l x columns). @param X  rows x l
template <class T> Matrix<T> transposedProduct(const Operand<T>& V, const Matrix<T>& X);

/// V Y^T (rows x l). @param Y  l x columns
template <class T> Matrix<T> productWithRows(const Operand<T>& V, const Matrix<T>& Y);

} // namespace winnow::nmf
