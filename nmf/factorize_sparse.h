// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a sparse matrix: only the stored entries are visited.
#pragma once

#include "nmf/factorize.h"
#include "nmf/sparse.h"

namespace winnow::nmf {

/// As factorize() of a dense matrix: entries that are not stored are zeros of the data, not missing ones. For
/// beta = 2 with every solver, for beta = 1 with Solver::Mu: there W H matters only at the stored entries and
/// in sum(W H) = sum over the atoms of sum(w) sum(h). O(entries k) an iteration; nothing of V's full size is
/// ever made. With Options::sharing V and H0 are this rank's columns. [any]
/// @throws InvalidInput also for other beta, which need W H everywhere, and for nanIsMissing
template <class T> Factorization<T> factorize(const SparseMatrix<T>& V, const Options& options);

/// The same from given W0 (m x k) and H0 (k x n); either may be empty.
template <class T>
Factorization<T> factorize(const SparseMatrix<T>& V, const Matrix<T>& W0, const Matrix<T>& H0,
                           const Options& options);

} // namespace winnow::nmf
