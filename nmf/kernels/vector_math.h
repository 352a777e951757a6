// SPDX-License-Identifier: GPL-3.0-or-later
/// Logarithm, exponential, power and root of vectors.
#pragma once

#include "nmf/kernels/simd_vector.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

inline constexpr double kLn2High = 0x1.62e42fee00000p-1; // ln 2 in two parts, the first with 32 bits,
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33; // so that n * kLn2High is exact

/// Natural logarithm of positive, normal doubles, to about 1 unit in the last place.
/// x = 2^e m with m in [sqrt(1/2), sqrt(2)), and log m = 2 artanh((m - 1) / (m + 1)) as a series.
WINNOW_INLINE Vec<double> log(Vec<double> x) {
    typedef Simd<double>::Int Int;
    constexpr std::uint64_t rootHalf = 0x3FE6A09E667F3BCD; // bits of sqrt(1/2)
    constexpr std::uint64_t bias = std::uint64_t{1024} << 52;
    constexpr std::uint64_t twoTo52 = 0x4330000000000000; // bits of 2^52: adding an integer n gives 2^52 + n
    const Int bits = reinterpret_cast<Int>(x);
    const Int biased = (bits - rootHalf + bias) >> 52; // e + 1024
    const Vec<double> e = reinterpret_cast<Vec<double>>(biased + twoTo52) - (0x1p52 + 1024);
    const Vec<double> m = reinterpret_cast<Vec<double>>(bits - (biased << 52) + bias);
    const Vec<double> s = (m - 1) / (m + 1);
    const Vec<double> z = s * s;
    Vec<double> series = broadcast(2.0 / 21);
    for (int n = 19; n >= 3; n -= 2)
        series = series * z + 2.0 / n;
    return e * kLn2High + (2 * s + (s * z * series + e * kLn2Low));
}

/// log(v / r) of positive, normal doubles, with a single division: r is first multiplied by a power of two
/// that brings it within a factor of 1.5 of v.
WINNOW_INLINE Vec<double> logRatio(Vec<double> v, Vec<double> r) {
    typedef Simd<double>::Int Int;
    constexpr std::uint64_t half = std::uint64_t{1} << 51;
    constexpr std::uint64_t bias = std::uint64_t{2048}
                                   << 52; // wraps around, as it should: only its shift counts
    constexpr std::uint64_t twoTo52 = 0x4330000000000000;
    // As integers, the bits are 2^52 log2 of the number, nearly: n is the nearest integer to log2(v / r),
    // nearly.
    const Int bits = reinterpret_cast<Int>(r);
    const Int biased = (reinterpret_cast<Int>(v) - bits + half + bias) >> 52; // n + 2048
    const Vec<double> n = reinterpret_cast<Vec<double>>(biased + twoTo52) - (0x1p52 + 2048);
    const Vec<double> near = reinterpret_cast<Vec<double>>(bits + (biased << 52) - bias);
    const Vec<double> s = (v - near) / (v + near);
    const Vec<double> z = s * s;
    Vec<double> series = broadcast(2.0 / 23);
    for (int term = 21; term >= 3; term -= 2)
        series = series * z + 2.0 / term;
    return n * kLn2High + (2 * s + (s * z * series + n * kLn2Low));
}

/// Exponential, to about 1 unit in the last place; arguments beyond -700 .. 700 are taken as these.
WINNOW_INLINE Vec<double> exp(Vec<double> x) {
    typedef Simd<double>::Int Int;
    const Vec<double> limit = broadcast(700.0);
    x = x > limit ? limit : x;
    x = x < -limit ? -limit : x;
    const Vec<double> shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52; // round(x / ln 2), in the low bits
    const Vec<double> n = shifted - 0x1.8p52;
    const Vec<double> r = (x - n * kLn2High) - n * kLn2Low;
    // Taylor series about 0; the first term left out is below 2e-16 for |r| <= ln 2 / 2.
    constexpr double inverseFactorial[] = {
        1,          1,           1.0 / 2,      1.0 / 6,       1.0 / 24,       1.0 / 120,      1.0 / 720,
        1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600};
    Vec<double> series = broadcast(inverseFactorial[12]);
    for (int i = 11; i >= 0; --i)
        series = series * r + inverseFactorial[i];
    const Int exponent = (reinterpret_cast<Int>(shifted) + 1023) << 52; // the bits above fall out
    return series * reinterpret_cast<Vec<double>>(exponent);
}

/// x^p for positive, normal x. Through doubles, because an error of log(x) counts |p log(x)| times.
WINNOW_INLINE Vec<double> power(Vec<double> x, double p) {
    return exp(log(x) * p);
}

WINNOW_INLINE Vec<float> power(Vec<float> x, double p) {
    float copy[kLanes<float>];
    store(copy, x);
    for (int half = 0; half < 2; ++half) {
        float* const part = copy + half * kLanes<double>;
        storeDoubles(part, power(loadDoubles(part), p));
    }
    return load(copy);
}

WINNOW_INLINE Vec<float> squareRoot(Vec<float> x) {
    for (int i = 0; i < kLanes<float>; ++i)
        x[i] = __builtin_sqrtf(x[i]);
    return x;
}

WINNOW_INLINE Vec<double> squareRoot(Vec<double> x) {
    for (int i = 0; i < kLanes<double>; ++i)
        x[i] = __builtin_sqrt(x[i]);
    return x;
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
