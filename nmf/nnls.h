// SPDX-License-Identifier: GPL-3.0-or-later
/// Non-negative least squares on their own.
#pragma once

#include "nmf/factorize.h"

namespace winnow::nmf {

/// min over X >= 0 of |B - A X|^2 (Frobenius). A m x k, B m x n, any sign, finite; the result is k x n.
/// Solver::BlockPivoting and ActiveSet are exact to rounding; AcceleratedHals, ProjectedGradient and Nesterov
/// iterate until the projected gradient has fallen to `tolerance` of that at X = 0, or for
/// `maxIterations`. O(m k n) once, then O(k^2 n) a round. Where A's columns are linearly dependent, one of
/// the solutions. [any]
/// @throws InvalidInput for shapes that do not fit, entries that are not finite, or another solver
template <class T>
Matrix<T> nnls(const Matrix<T>& A, const Matrix<T>& B, Solver solver = Solver::BlockPivoting,
               double tolerance = 1e-10, int maxIterations = 10000);

/// The same from G = A^T A (k x k, symmetric positive semidefinite) and N = A^T B (k x n).
template <class T>
Matrix<T> nnlsGram(const Matrix<T>& G, const Matrix<T>& N, Solver solver = Solver::BlockPivoting,
                   double tolerance = 1e-10, int maxIterations = 10000);

/// How far X >= 0 is from optimal: the Frobenius norm of min(X, G X - N), scaled to be without unit:
/// each row a of X by sqrt(G_aa) and of G X - N by 1 / sqrt(G_aa), relative to that of N. 0 at a solution.
template <class T> double kktResidual(const Matrix<T>& G, const Matrix<T>& N, const Matrix<T>& X);

} // namespace winnow::nmf
