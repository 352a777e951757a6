// SPDX-License-Identifier: GPL-3.0-or-later
/// Non-negative tri-factorization: rows and columns clustered at once.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct TriFactorization {
    Matrix<double> F; ///< m x rank: memberships of the rows
    Matrix<double> S; ///< rank x columnRank: how the clusters go together
    Matrix<double> G; ///< columnRank x n: memberships of the columns
    Course course;    ///< of |V - F S G|^2 / 2
};

struct TriOptions : VariantOptions {
    Index columnRank = 0;    ///< clusters of columns; 0: as many as `rank`
    bool orthogonal = false; ///< F^T F = I and G G^T = I, asymptotically
};

/// V ~ F S G with all three non-negative (Ding, Li, Peng & Park 2006). Not orthogonal: multiplicative
/// updates, which never raise the objective. Orthogonal: their updates with Lagrange multipliers for
/// orthogonality: each column clusters to one group; the objective falls, but not in every single step.
/// O(m n rank) an iteration.
TriFactorization triFactorize(const ConstMatrix& V, const TriOptions& options);

} // namespace winnow::nmf
