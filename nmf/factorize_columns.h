// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a dense matrix that is read a block of columns at a time.
#pragma once

#include "nmf/column_source.h"
#include "nmf/factorize.h"

namespace winnow::nmf {

/// As factorize() of the same V in memory, with the same bits. V is never held as a whole: each thread reads
/// a block of up to kernels::kTileColumns columns at a time, once an iteration and an evaluation, and twice
/// before.
/// @param V  the columns of V, or its rows as columns if `transposed`; with Options::sharing this rank's
/// @param transposed  must be ownPart().ofRows of V's shape
/// @param W0, H0  as factorize() has them; may be empty
/// @throws InvalidInput also for an Options::init other than Random and for nanIsMissing; what V.read()
/// throws. [any]
template <class T>
Factorization<T> factorizeColumns(const ColumnSource<T>& V, bool transposed, const Matrix<T>& W0,
                                  const Matrix<T>& H0, const Options& options);

} // namespace winnow::nmf
