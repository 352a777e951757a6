// SPDX-License-Identifier: GPL-3.0-or-later
/// Cross-correlation at a range of lags, in double precision.
#pragma once

#include <span>
#include <vector>

namespace winnow::separation {

/// r[i] = sum_n x[n] y[n + firstLag + i], i = 0 .. lags-1; samples outside the signals are zero. By FFT in
/// blocks, so that scratch memory does not depend on the length. The FFT is Eigen's (kissfft) and not the
/// float one of dsp/: the Gram matrices made of these values have condition numbers of 1e8 and more.
/// @throws std::invalid_argument for lags < 1. [any]
std::vector<double> crossCorrelation(std::span<const float> x, std::span<const float> y, int firstLag,
                                     int lags);

} // namespace winnow::separation
