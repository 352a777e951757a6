// SPDX-License-Identifier: GPL-3.0-or-later
/// Exact non-negative rank factorizations, or the word that there is none of this kind.
#pragma once

#include "nmf/variants/variant.h"

#include <optional>
#include <string>

namespace winnow::nmf {

struct ExactFactorization {
    Matrix<double> W;                 ///< m x r, r the rank of V: columns of V, scaled
    Matrix<double> H;                 ///< r x n: rows of V, scaled
    std::vector<Index> rows, columns; ///< of the monomial submatrix
};

struct ExactAnswer {
    Index rank = 0;
    std::optional<ExactFactorization> factors;
    std::string reason; ///< why there are none; empty if there are
};

/// V = W H with as many atoms as V has rank, if V holds a monomial submatrix of that size (one positive
/// element in each row and column): then V = V(:, J) V(I, J)^-1 V(I, :), and the inverse is non-negative
/// (Campbell & Poole 1981). J are the extreme columns and I the extreme rows, found by successive
/// projection, so the whole takes O(m n r). @param tolerance  relative: what counts as zero
ExactAnswer exactRankFactorization(const ConstMatrix& V, double tolerance = 1e-9);

struct ExactSymmetricAnswer {
    Index rank = 0;
    std::optional<Matrix<double>> H; ///< n x r with A = H H^T
    std::vector<Index> rows;         ///< of the diagonal principal submatrix
    std::string reason;
};

/// A = H H^T, H >= 0 with as many columns as A has rank, if A has a diagonal principal submatrix of that
/// size: H = A(:, I) A(I, I)^-1/2 (Kalofolias & Gallopoulos 2012), in O(r n^2). A symmetric,
/// non-negative.
ExactSymmetricAnswer exactSymmetricFactorization(const ConstMatrix& A, double tolerance = 1e-9);

} // namespace winnow::nmf
