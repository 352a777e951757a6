// SPDX-License-Identifier: GPL-3.0-or-later
/// Separable NMF: the atoms are among the columns of V.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

enum class SeparableMethod {
    Spa, ///< successive projection (Gillis & Vavasis 2014): robust, O(m n k)
    Xray ///< extreme rays (Kumar, Sindhwani & Kambadur 2013): no need for independent atoms, O(m n k) and k
         ///< NNLS
};

struct SeparableOptions {
    Index rank = 0;
    SeparableMethod method = SeparableMethod::Spa;
    /// Spa only: scale the columns to sum 1 first, so that multiples of an atom count as that atom. Leave off
    /// for data whose mixtures add up to 1 (hyperspectral abundances), where it would lift noise in dark
    /// pixels. Xray never needs it.
    bool normalise = true;
};

struct SeparableFactorization {
    std::vector<Index> columns; ///< of V, in the order found: fewer than rank if V's rank is lower
    Matrix<double> W;           ///< m x k: these columns
    Matrix<double> H;           ///< k x n: the least-squares solution, non-negative
    double relativeError = 0;   ///< |V - W H| / |V|
};

/// Exact for V = W [I, H'] Pi with independent columns of W. Under noise of norm eps a column SPA finds an
/// atom to within O(eps kappa(W)^2), if eps is below O(sigma_min(W) / (sqrt(k) kappa(W)^2)) and the mixtures
/// add up to at most 1 (Gillis & Vavasis 2014).
SeparableFactorization separableNmf(const ConstMatrix& V, const SeparableOptions& options);

} // namespace winnow::nmf
