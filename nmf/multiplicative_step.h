// SPDX-License-Identifier: GPL-3.0-or-later
/// One multiplicative step of one number, in double: what the kernels do with vectors.
#pragma once

#include "nmf/divergence_kind.h"

#include <algorithm>
#include <cmath>

namespace winnow::nmf {

/// Everything about a step but the number.
struct StepKind {
    kernels::Divergence divergence;
    double exponent; ///< monotoneExponent(beta), or squarePenaltyExponent(beta) where square may be above 0

    static StepKind of(double beta, bool square) {
        return {divergenceKind(beta), square ? squarePenaltyExponent(beta) : monotoneExponent(beta)};
    }
};

/// x (numerator / denominator)^exponent with a penalty of square / 2 x^2 in the objective. 0 stays 0; others
/// stay above `floor`. Where nothing determines x (0 / 0) it stays as it is.
inline double multiplicativeStep(const StepKind& kind, double x, double numerator, double denominator,
                                 double square, double floor) noexcept {
    if (!(x > 0)) return 0;
    if (square > 0)
        denominator =
            kind.divergence == kernels::Divergence::KullbackLeibler
                ? 0.5 * (denominator + std::sqrt(denominator * denominator + 4 * square * x * numerator))
                : denominator + square * x;
    if (!(denominator > 0)) return x;
    const double ratio = std::clamp(numerator / denominator, 1e-30, 1e30);
    return std::max(x * (kind.exponent == 1 ? ratio : std::pow(ratio, kind.exponent)), floor);
}

} // namespace winnow::nmf
