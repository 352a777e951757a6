// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a dense matrix that is read a block of columns at a time.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/column_source.h"
#include "nmf/factorize.h"

namespace winnow::nmf {

/// As factorize() of the same V in memory, with the same bits. V is never held as a whole: each thread reads
/// a block of up to kernels::kTileColumns columns at a time, once an iteration and an evaluation, and twice
/// before.
/// @param V  the columns of V, or its rows as columns if `transposed`; with Options::sharing this rank's
/// @param transposed  must be ownPart().ofRows of V's shape
/// @param W0, H0  as factorize() has them; may be empty
/// @throws InvalidInput also for Init::KMeans and Init::Spa and for nanIsMissing; what V.read()
/// throws. [any]
template <class T>
Factorization<T> factorizeColumns(const ColumnSource<T>& V, bool transposed, const Matrix<T>& W0,
                                  const Matrix<T>& H0, const Options& options);

/// Multiplicative updates with H, too, wherever it is: memory does not grow with the columns. V is
/// cut by columns alone: the same bits as with H in memory where one side of V is below 8192.
/// @param V   the columns of V; with Options::sharing this rank's
/// @param W0  as factorize() has it; may be empty
/// @param H   k x the columns of V; takes the result
/// @param startGiven  H holds the start, >= 0; else it starts at random
/// @returns W and the trace; its H is empty
/// @throws as factorizeColumns above; InvalidInput for another Options::solver than Mu or an H of another
/// shape; what H.read() and H.write() throw. [any]
template <class T>
Factorization<T> factorizeColumns(const ColumnSource<T>& V, const Matrix<T>& W0, ActivationStore<T>& H,
                                  bool startGiven, const Options& options);

} // namespace winnow::nmf
