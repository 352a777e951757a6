// SPDX-License-Identifier: GPL-3.0-or-later
/// Inner sweeps that pay beside the making of a right-hand side.
#pragma once

#include <algorithm>

namespace winnow::nmf {

/// 1 + alpha (1 + cost of N / cost of a sweep), with N's cost rows * atoms a column and a sweep's atoms^2
/// (Gillis & Glineur 2012). Half of the alpha that they found best: here N comes at the full speed of the
/// processor, which a sweep with its short products does not reach. Measured on a 513 x 20000 matrix with 64
/// atoms. @param rows  of V, or its columns where these are summed over
constexpr double worthwhileSweeps(double rows, double atoms) noexcept {
    constexpr double alpha = 0.25;
    return std::clamp(1 + alpha * (1 + rows / atoms), 1.0, 100.0);
}

} // namespace winnow::nmf
