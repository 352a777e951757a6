// SPDX-License-Identifier: GPL-3.0-or-later
/// The SIMD level a kernel file is compiled for. Kernel files are compiled once per level
/// (nmf/CMakeLists.txt), each time in a namespace of the level's own, so that the linker cannot merge an
/// inline function of one level with another's: merged, the AVX2 kernels could silently run AVX-512 code. For
/// the same reason kernel files use no function template of the standard library or of Eigen.
#pragma once

#ifndef WINNOW_SIMD_LEVEL
#error "compile kernel files once per SIMD level with WINNOW_SIMD_LEVEL defined, as nmf/CMakeLists.txt does"
#endif

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
#else
inline constexpr int kVectorBytes = 16;
#endif

/// Whether there are 32 vector registers (else 16): decides the size of the register tiles.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr bool kManyRegisters = true;
#else
inline constexpr bool kManyRegisters = false;
#endif

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
