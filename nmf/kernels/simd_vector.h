// SPDX-License-Identifier: GPL-3.0-or-later
/// The SIMD vector of the level a file is compiled for, in the vector extension of GCC and Clang.
#pragma once

#include "nmf/kernels/level.h"

#include <cstddef>
#include <cstdint>

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

template <class T> struct Simd;

template <> struct Simd<float> {
    typedef float Vec __attribute__((vector_size(kVectorBytes)));
    typedef float Unaligned __attribute__((vector_size(kVectorBytes), aligned(4), may_alias));
    typedef std::int32_t Int __attribute__((vector_size(kVectorBytes)));
};

template <> struct Simd<double> {
    typedef double Vec __attribute__((vector_size(kVectorBytes)));
    typedef double Unaligned __attribute__((vector_size(kVectorBytes), aligned(8), may_alias));
    typedef std::uint64_t Int __attribute__((vector_size(kVectorBytes)));
};

template <class T> using Vec = typename Simd<T>::Vec;

/// Elements of T in a vector.
template <class T> inline constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(T));

#define WINNOW_INLINE inline __attribute__((always_inline))

/// Loads and stores need no alignment.
template <class T> WINNOW_INLINE Vec<T> load(const T* p) {
    return *reinterpret_cast<const typename Simd<T>::Unaligned*>(p);
}

template <class T> WINNOW_INLINE void store(T* p, Vec<T> v) {
    *reinterpret_cast<typename Simd<T>::Unaligned*>(p) = v;
}

/// The first `count` elements at p, zeros behind them; reads nothing else.
template <class T> WINNOW_INLINE Vec<T> loadFirst(const T* p, std::ptrdiff_t count) {
    T copy[kLanes<T>] = {};
    for (std::ptrdiff_t i = 0; i < count; ++i)
        copy[i] = p[i];
    return load(copy);
}

/// kLanes<double> elements at p, as doubles.
WINNOW_INLINE Vec<double> loadDoubles(const double* p) {
    return load(p);
}

WINNOW_INLINE Vec<double> loadDoubles(const float* p) {
    typedef float Half __attribute__((vector_size(kVectorBytes / 2), aligned(4), may_alias));
    return __builtin_convertvector(*reinterpret_cast<const Half*>(p), Vec<double>);
}

WINNOW_INLINE void storeDoubles(double* p, Vec<double> v) {
    store(p, v);
}

WINNOW_INLINE void storeDoubles(float* p, Vec<double> v) {
    typedef float Half __attribute__((vector_size(kVectorBytes / 2)));
    typedef float Unaligned __attribute__((vector_size(kVectorBytes / 2), aligned(4), may_alias));
    *reinterpret_cast<Unaligned*>(p) = __builtin_convertvector(v, Half);
}

template <class T> WINNOW_INLINE Vec<T> broadcast(T x) {
    return x - Vec<T>{}; // x - 0, not x + 0: exact for -0 too
}

template <class T> WINNOW_INLINE T sum(Vec<T> v) {
    T total = v[0];
    for (int i = 1; i < kLanes<T>; ++i)
        total += v[i];
    return total;
}

/// v / r for r and 1 / r normal and r positive.
WINNOW_INLINE Vec<float> divide(Vec<float> v, Vec<float> r) {
#if defined(__AVX512F__)
    // A 512-bit division takes 16 cycles, these eight instructions four. 1/r: the exponent is negated by an
    // integer subtraction (error below 6 %), one step of third order takes that below 2e-4, and one
    // correction of the quotient by its remainder leaves an error of about one unit in the last place. Unlike
    // the processor's own reciprocal estimate it gives the same bits on every machine.
    const Vec<float> y0 = reinterpret_cast<Vec<float>>(0x7EF311C3 - reinterpret_cast<Simd<float>::Int>(r));
    const Vec<float> e = 1.0F - r * y0;
    const Vec<float> y = y0 + y0 * (e + e * e);
    const Vec<float> q = v * y;
    return q + y * (v - q * r);
#else
    return v / r;
#endif
}

WINNOW_INLINE Vec<double> divide(Vec<double> v, Vec<double> r) {
    return v / r;
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
