// SPDX-License-Identifier: GPL-3.0-or-later
/// NMF with activations that change slowly.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct SmoothOptions : VariantOptions {
    double beta = 1;       ///< 2 Frobenius or 1 Kullback-Leibler
    double smoothness = 0; ///< weight of the penalty
};

struct SmoothFactorization {
    Matrix<double> W; ///< m x k, columns of norm 1
    Matrix<double> H; ///< k x n
    Course course;
};

/// min D_beta(V | W H) + smoothness / 2 sum_a |w_a|^2 sum_t (h_a,t - h_a,t-1)^2: neighbouring columns of V
/// are neighbours in time (Virtanen 2007; Fevotte 2011 for the majorisation). The factor |w_a|^2
/// makes it independent of how an atom's scale is shared; in the result it is 1. Never raises the objective:
/// Frobenius by coordinate descent, Kullback-Leibler by multiplicative steps with the coupling of neighbours
/// majorised by separable squares about their mean. O(m n k) an iteration.
SmoothFactorization smoothNmf(const ConstMatrix& V, const SmoothOptions& options);

} // namespace winnow::nmf
