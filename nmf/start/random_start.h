// SPDX-License-Identifier: GPL-3.0-or-later
/// Random starting factors.
#pragma once

#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// Mean of the elements of V / largest.
template <class T> double relativeMean(const MatrixView<T>& V, double largest);

/// Fills in what of W (rows x k) and H (k x columns) is not given, so that the mean of W H is that of V. With
/// H given and W not, W takes on the scale. @param meanV  relativeMean of V (0 when V is all zero)
template <class T>
void fillStart(Index rows, Index columns, const DataRange& range, double meanV, const Options& options,
               Matrix<T>& W, Matrix<T>& H);

} // namespace winnow::nmf
