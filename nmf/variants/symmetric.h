// SPDX-License-Identifier: GPL-3.0-or-later
/// Symmetric NMF: clustering of a similarity matrix.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct SymmetricFactorization {
    Matrix<double> H; ///< n x k, non-negative
    Course course;    ///< of |A - H H^T|^2 / 4
};

/// A ~ H H^T (Kuang, Ding & Park 2012) by cyclic coordinate descent, each element exactly: its part of
/// the objective is x^4 / 4 + c x^2 / 2 + d x (Vandaele, Gillis, Lei, Zhong & Dhillon 2016). A symmetric n x
/// n, of any sign; never raises the objective; O(n^2 k) an iteration.
/// @throws InvalidInput for an A that is not square and symmetric (relative 1e-8)
SymmetricFactorization symmetricNmf(const ConstMatrix& A, const VariantOptions& options);

/// The x >= 0 with the least x^4 / 4 + c x^2 / 2 + d x.
double leastQuartic(double c, double d) noexcept;

} // namespace winnow::nmf
