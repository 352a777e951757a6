// SPDX-License-Identifier: GPL-3.0-or-later
/// Which instruction set the kernels use. Chosen once at run time; one binary serves all.
#pragma once

namespace winnow::nmf {

enum class SimdLevel {
    Baseline, ///< what the compiler targets by default (x86-64, ARM): plain Eigen
    V2,       ///< x86-64-v2 (SSE4.2)
    V3,       ///< x86-64-v3 (AVX2, FMA)
    V4        ///< x86-64-v4 (AVX-512)
};

/// The highest level this machine supports. [any]
SimdLevel bestSimdLevel() noexcept;

/// The level in use: the best one, unless limited by setSimdLevel or the environment variable WINNOW_SIMD
/// (baseline, v2, v3, v4), read once. [any]
SimdLevel simdLevel() noexcept;

/// Limits the level, for tests and benchmarks; a level above the best one is lowered to it. [main]
void setSimdLevel(SimdLevel level) noexcept;

const char* name(SimdLevel level) noexcept;

} // namespace winnow::nmf
