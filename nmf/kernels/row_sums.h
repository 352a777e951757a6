// SPDX-License-Identifier: GPL-3.0-or-later
/// The sums of as many vectors as a vector has lanes.
#pragma once

#include "nmf/kernels/simd_vector.h"

#include <utility>

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

// Vectors are added in pairs: the even places of both, one behind the other, to the odd places. First places
// within 128 bits, where shuffles are cheap, twice; then whole groups of 128 bits.

/// Element i of [even places of a, even places of b], counted over a and b, within groups of four.
constexpr int evenPlace(int i) {
    return i / 4 * 4 + i % 2 * 2 + (i % 4 < 2 ? 0 : kLanes<float>);
}

/// The same with groups of four in place of elements, over the whole vector.
constexpr int evenGroup(int i) {
    constexpr int groups = kLanes<float> / 4;
    const int group = i / 4;
    const int source = group < groups / 2 ? 2 * group : 2 * (group - groups / 2) + groups;
    return source * 4 + i % 4;
}

template <int... I>
WINNOW_INLINE Vec<float> addPlaces(Vec<float> a, Vec<float> b, std::integer_sequence<int, I...>) {
    return __builtin_shufflevector(a, b, evenPlace(I)...) +
           __builtin_shufflevector(a, b, (evenPlace(I) + 1)...);
}

template <int... I>
WINNOW_INLINE Vec<float> addGroups(Vec<float> a, Vec<float> b, std::integer_sequence<int, I...>) {
    return __builtin_shufflevector(a, b, evenGroup(I)...) +
           __builtin_shufflevector(a, b, (evenGroup(I) + 4)...);
}

template <int Count> WINNOW_INLINE Vec<float> addAllGroups(const Vec<float>* v) {
    if constexpr (Count == 1) {
        return v[0];
    } else {
        constexpr std::make_integer_sequence<int, kLanes<float>> lanes;
        Vec<float> half[Count / 2];
#pragma GCC unroll 4
        for (int i = 0; i < Count / 2; ++i)
            half[i] = addGroups(v[2 * i], v[2 * i + 1], lanes);
        return addAllGroups<Count / 2>(half);
    }
}

/// Lane i: the sum of the lanes of v[i], for kLanes<float> vectors.
WINNOW_INLINE Vec<float> rowSums(const Vec<float>* v) {
    constexpr std::make_integer_sequence<int, kLanes<float>> lanes;
    constexpr int groups = kLanes<float> / 4;
    Vec<float> four[groups]; // sums of four rows each, in places 0 .. 3 of every group
#pragma GCC unroll 4
    for (int i = 0; i < groups; ++i)
        four[i] = addPlaces(addPlaces(v[4 * i], v[4 * i + 1], lanes),
                            addPlaces(v[4 * i + 2], v[4 * i + 3], lanes), lanes);
    return addAllGroups<groups>(four);
}

/// Four floats, whatever the width of the vectors.
typedef float Quad __attribute__((vector_size(16)));

WINNOW_INLINE Quad loadQuad(const float* p) {
    typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
    return *reinterpret_cast<const Unaligned*>(p);
}

/// The sum of a vector's groups of four.
WINNOW_INLINE Quad folded(Vec<float> x) {
#if defined(__AVX512F__)
    typedef float Half __attribute__((vector_size(32)));
    const Half half = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                      __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
    return __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
#elif defined(__AVX__)
    return __builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7);
#else
    return x;
#endif
}

/// Element i: the sum of the lanes of v[i], for four vectors.
WINNOW_INLINE Quad quadSums(const Vec<float> (&v)[4]) {
    constexpr std::make_integer_sequence<int, kLanes<float>> lanes;
    return folded(addPlaces(addPlaces(v[0], v[1], lanes), addPlaces(v[2], v[3], lanes), lanes));
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
