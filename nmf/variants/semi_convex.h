// SPDX-License-Identifier: GPL-3.0-or-later
/// Semi-NMF and convex NMF: data of any sign.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct SemiFactorization {
    Matrix<double> W; ///< m x k, of any sign
    Matrix<double> H; ///< k x n, non-negative
    Course course;    ///< of |V - W H|^2 / 2
};

/// V ~ W H with only H non-negative: k-means with soft memberships. W = V H^T (H H^T)^-1, then H by the
/// multiplicative step with a square root (Ding, Li & Jordan 2010). V of any sign. Never
/// raises the objective. O(m n k) an iteration.
SemiFactorization semiNmf(const ConstMatrix& V, const VariantOptions& options);

struct ConvexFactorization {
    Matrix<double> A; ///< n x k, non-negative: the weights of the columns of V in the atoms
    Matrix<double> W; ///< m x k: the atoms, V A
    Matrix<double> H; ///< k x n, non-negative
    Course course;    ///< of |V - V A H|^2 / 2
};

/// V ~ (V A) H: the atoms are mixtures of the columns of V (Ding, Li & Jordan 2010), so that
/// they can be read as centroids; A tends to be sparse. V of any sign. O(n^2 k) an iteration, and memory for
/// the n x n matrix V^T V.
ConvexFactorization convexNmf(const ConstMatrix& V, const VariantOptions& options);

} // namespace winnow::nmf
