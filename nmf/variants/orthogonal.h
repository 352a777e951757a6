// SPDX-License-Identifier: GPL-3.0-or-later
/// Orthogonal NMF: clustering of the columns.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct OrthogonalFactorization {
    Matrix<double> W;          ///< m x k: the centroids' directions
    Matrix<double> H;          ///< k x n: rows of norm 1, nearly orthogonal
    std::vector<Index> labels; ///< cluster of each column: its largest activation
    Matrix<double> centroids;  ///< m x k: means of the columns of each cluster; zero for an empty one
    Course course;             ///< of |V - W H|^2 / 2
    double orthogonality = 0;  ///< |H H^T - I|: Frobenius norm, rows scaled to norm 1
};

/// V ~ W H with H H^T = I: with one activation a column it is k-means (Ding, Li, Peng & Park
/// 2006). Multiplicative updates along the true gradient on the Stiefel manifold (Choi 2008): H <- H
/// (W^T V) / (H V^T W H), W <- W (V H^T) / (W H H^T). The objective falls in the long run, not in every step.
/// O(m n k) an iteration. For orthogonal columns of W pass the transpose of V.
OrthogonalFactorization orthogonalNmf(const ConstMatrix& V, const VariantOptions& options);

} // namespace winnow::nmf
