// SPDX-License-Identifier: GPL-3.0-or-later
/// Data for benchmarks: as a magnitude spectrogram is distributed.
#pragma once

#include "nmf/types.h"

namespace winnow::bench {

/// m x n: a product of rank 24 of exponentially distributed factors, each entry times an exponentially
/// distributed number, plus 1e-4. compare_nmf.py draws from the same distribution.
nmf::Matrix<float> spectrogram(nmf::Index m, nmf::Index n);

/// Uniform in [0.1, 1).
nmf::Matrix<float> uniformFactor(nmf::Index rows, nmf::Index columns, unsigned seed);

} // namespace winnow::bench
