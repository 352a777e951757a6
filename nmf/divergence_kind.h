// SPDX-License-Identifier: GPL-3.0-or-later
/// Which kernels a beta-divergence uses, and the exponent of its multiplicative step.
#pragma once

#include "nmf/kernels/kernels.h"

#include <cmath>

namespace winnow::nmf {

/// The special case beta is, to within 1e-6 (nearer to 0 and 1 the general formula loses all its digits).
inline kernels::Divergence divergenceKind(double beta) noexcept {
    constexpr double near = 1e-6;
    if (std::abs(beta - 1) < near) return kernels::Divergence::KullbackLeibler;
    if (std::abs(beta) < near) return kernels::Divergence::ItakuraSaito;
    if (beta == 2) return kernels::Divergence::Frobenius;
    return kernels::Divergence::Beta;
}

/// gamma(beta) of Fevotte & Idier 2011, table 2: with this exponent the multiplicative step never raises the
/// objective.
inline double monotoneExponent(double beta) noexcept {
    if (beta < 1) return 1 / (2 - beta);
    return beta > 2 ? 1 / (beta - 1) : 1;
}

/// The same with a penalty of half the sum of squares in the denominator, as its slope. From the same
/// auxiliary functions, all of whose terms are bounded by the square (Young's inequality), so that the step
/// has a closed form. Kullback-Leibler needs no bound: there the step is the root of a quadratic equation.
inline double squarePenaltyExponent(double beta) noexcept {
    if (divergenceKind(beta) == kernels::Divergence::KullbackLeibler) return 1;
    return beta > 2 ? 1 / (beta - 1) : 1 / (3 - beta);
}

} // namespace winnow::nmf
