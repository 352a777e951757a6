// SPDX-License-Identifier: GPL-3.0-or-later
/// Keeps Gram matrices positive definite, and the tolerance of the exact solvers.
#pragma once

#include "nmf/types.h"

#include <algorithm>

namespace winnow::nmf {

inline constexpr double kRidge = 1e-12; ///< of the largest diagonal element

inline void addRidge(Matrix<double>& G) {
    const double largest = G.diagonal().maxCoeff();
    G.diagonal().array() += largest > 0 ? kRidge * largest : 1.0;
}

/// What counts as zero of a gradient with data term n: rounding of sums of that size.
inline double gradientRounding(const Eigen::Ref<const Eigen::VectorXd>& n) {
    return 1e-12 * n.cwiseAbs().maxCoeff();
}

} // namespace winnow::nmf
