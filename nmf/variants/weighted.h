// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization with a weight an entry: errors of measurement, and missing entries.
#pragma once

#include "nmf/factorize.h"

namespace winnow::nmf {

/// min sum_ij m_ij d_beta(v_ij | (W H)_ij) plus penalties by multiplicative updates (Blanton & Roweis 2007,
/// for beta = 2; Fevotte & Idier 2011 for the others): H <- H (W^T (M V R^(beta-2)) / W^T (M
/// R^(beta-1)))^gamma with R = W H, then W likewise. No step raises the objective.
///
/// Weight 0: the entry is missing, and V may hold anything there, NaN included. For data with errors sigma
/// take beta = 2 and m = 1 / sigma^2 (Paatero & Tapper 1994; Zhu 2016). What nothing determines stays
/// as it started: the activations of a column without any entry, for instance, so look at the weights before
/// reading W H there.
///
/// V and M m x n. Options as in factorize(), with Solver::Mu and Init::Random. Computes in double, one
/// thread; O(m n k) an iteration. [any]
/// @throws InvalidInput for weights that are negative or not finite, bad entries of V of positive weight,
/// sizes that differ, or options that make no sense here
template <class T>
Factorization<T> factorizeWeighted(MatrixView<T> V, MatrixView<T> M, const Matrix<T>& W0, const Matrix<T>& H0,
                                   const Options& options);

/// The same with weight 0 where V is NaN, and 1 elsewhere. @throws InvalidInput if every entry is missing
template <class T>
Factorization<T> factorizeMissing(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0,
                                  const Options& options);

/// V with its NaN entries replaced by W H.
template <class T> Matrix<T> impute(MatrixView<T> V, const Factorization<T>& fit);

} // namespace winnow::nmf
