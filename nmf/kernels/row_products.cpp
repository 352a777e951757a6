// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/kernels/row_kernels.h"
#include "nmf/kernels/simd_vector.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {
namespace {

using Index = std::ptrdiff_t;

constexpr int kRowsAtOnce = static_cast<int>(kRowBlock);
static_assert(kRowsAtOnce == 8 && kColumnBlock % kLanes<float> == 0);

typedef float Quad __attribute__((vector_size(16)));

WINNOW_INLINE Quad loadQuad(const float* p) {
    typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
    return *reinterpret_cast<const Unaligned*>(p);
}

WINNOW_INLINE void storeQuad(float* p, Quad x) {
    typedef float Unaligned __attribute__((vector_size(16), aligned(4), may_alias));
    *reinterpret_cast<Unaligned*>(p) = x;
}

/// The sum of a vector's quarters of four lanes.
WINNOW_INLINE Quad folded(Vec<float> x) {
#if defined(__AVX512F__)
    return (__builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7)) +
           (__builtin_shufflevector(x, x, 8, 9, 10, 11) + __builtin_shufflevector(x, x, 12, 13, 14, 15));
#elif defined(__AVX__)
    return __builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7);
#else
    return x;
#endif
}

/// {sum of a, sum of b, sum of c, sum of d}: six additions for what would be sixteen one by one.
WINNOW_INLINE Quad sums(Quad a, Quad b, Quad c, Quad d) {
    const Quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const Quad cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/// Eight rows times h, as two quads.
WINNOW_INLINE void dotRows(const float* W, Index columns, const float* h, Quad (&out)[2]) {
    Vec<float> acc[kRowsAtOnce] = {};
    for (Index a = 0; a < columns; a += kLanes<float>) {
        const Vec<float> x = load(h + a);
#pragma GCC unroll 8
        for (int r = 0; r < kRowsAtOnce; ++r)
            acc[r] += load(W + r * columns + a) * x;
    }
    out[0] = sums(folded(acc[0]), folded(acc[1]), folded(acc[2]), folded(acc[3]));
    out[1] = sums(folded(acc[4]), folded(acc[5]), folded(acc[6]), folded(acc[7]));
}

/// out += eight rows, weighted by r[0..7].
WINNOW_INLINE void addRows(const float* W, Index columns, const float* r, float* out) {
    for (Index a = 0; a < columns; a += kLanes<float>) {
        Vec<float> even = load(out + a), odd = load(W + columns + a) * r[1];
        even += load(W + a) * r[0];
#pragma GCC unroll 3
        for (int i = 2; i < kRowsAtOnce; i += 2) {
            even += load(W + i * columns + a) * r[i];
            odd += load(W + (i + 1) * columns + a) * r[i + 1];
        }
        store(out + a, even + odd);
    }
}

void multiply(const RowMatrix& W, const float* h, float* out) {
    for (Index i = 0; i < W.rows; i += kRowsAtOnce) {
        Quad model[2];
        dotRows(W.values + i * W.columns, W.columns, h, model);
        storeQuad(out + i, model[0]);
        storeQuad(out + i + 4, model[1]);
    }
}

void addTransposed(const RowMatrix& W, const float* r, float* out) {
    for (Index i = 0; i < W.rows; i += kRowsAtOnce)
        addRows(W.values + i * W.columns, W.columns, r + i, out);
}

void ratio(const RatioTask& task) {
    const RowMatrix& W = task.W;
    for (Index i = 0; i < W.rows; i += kRowsAtOnce) {
        Quad model[2];
        dotRows(W.values + i * W.columns, W.columns, task.h, model);
        for (int half = 0; half < 2; ++half) {
            const Index at = i + 4 * half;
            storeQuad(task.ratio + at, loadQuad(task.uv + at) / (model[half] + loadQuad(task.extra + at)));
        }
        addRows(W.values + i * W.columns, W.columns, task.ratio + i, task.gain);
    }
}

} // namespace

extern const RowKernels kRows;
const RowKernels kRows = {multiply, addTransposed, ratio};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
