// SPDX-License-Identifier: GPL-3.0-or-later
/// The beta-divergence between data and model.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

/// d_beta(v | r) for v >= 0, r >= 0 and any real beta (Fevotte & Idier 2011, eq. 2), in these scales:
/// beta = 2: (v - r)^2 / 2 (half the squared Frobenius distance); beta = 1: v log(v / r) - v + r (generalised
/// Kullback-Leibler); beta = 0: v / r - log(v / r) - 1 (Itakura-Saito); else
/// (v^beta + (beta - 1) r^beta - beta v r^(beta-1)) / (beta (beta - 1)). Within 1e-6 of 0 and 1, their limits
/// are taken. 0 log 0 is 0. Infinite where the formula is: v = 0 with beta <= 0, r = 0 < v with beta <= 1,
/// and 0 | 0 with beta < 0; d_0(0 | 0) is 0. [any]
double betaDivergence(double v, double r, double beta) noexcept;

/// Sum over all elements of d_beta(v + e | r + e') with r = (W H). e' is modelFloor of V's largest element,
/// so that nothing is divided by zero (0 for beta = 2, which needs none), and e the same for beta = 0, so
/// that Itakura-Saito takes zeros as that floor, and 0 for all others. It is what factorize() lowers,
/// penalties apart. V m x n, W m x k, H k x n, all non-negative and finite. In double, one column at a time.
/// [any]
/// @throws InvalidInput for shapes that do not fit
template <class T>
double betaDivergence(MatrixView<T> V, const Matrix<T>& W, const Matrix<T>& H, double beta);

/// The constant that is added to the model: 1e-15 times the power of two at or below V's largest element (of
/// 1 when V is all zero): 300 dB below it for magnitudes, 150 dB for powers. [any]
double modelFloor(double largest) noexcept;

} // namespace winnow::nmf
