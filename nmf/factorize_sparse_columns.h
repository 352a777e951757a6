// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a sparse matrix that is read a block of columns at a time.
#pragma once

#include "nmf/factorize.h"
#include "nmf/sparse_source.h"

namespace winnow::nmf {

/// As factorize() of the same V in memory, with the same bits. Each thread reads some columns at a time, once
/// an iteration and an evaluation, and twice before. @param V  with Options::sharing this rank's columns
/// @param W0, H0  as factorize() has them; may be empty
/// @throws InvalidInput; what V.read() throws. [any]
template <class T>
Factorization<T> factorizeSparseColumns(const SparseSource<T>& V, const Matrix<T>& W0, const Matrix<T>& H0,
                                        const Options& options);

} // namespace winnow::nmf
