// SPDX-License-Identifier: GPL-3.0-or-later
/// The single-frame kernels. A few rows of W stay in the first-level cache between their two uses, the dot
/// products with h and their part of W^T (v / W h), so that W is read once an iteration. Reading it from the
/// second-level cache is what bounds the time.
#include "nmf/kernels/kernels.h"
#include "nmf/kernels/row_sums.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

namespace {

constexpr int kLane = kLanes<float>;
constexpr int kTileRows = static_cast<int>(kFrameTileRows);
constexpr int kTileAtoms = static_cast<int>(kFrameTileAtoms);
constexpr int kTileSize = kTileRows * kTileAtoms;
constexpr int kPadded = static_cast<int>(kFrameRows);

/// Where element (r, 16 t + a) of the rows from `rows` on lies, in a matrix of `atoms` columns.
WINNOW_INLINE const float* element(const float* rows, Index atoms, Index r, Index t, Index a) {
    return rows + r / kTileRows * kTileRows * atoms + t * kTileSize + r % kTileRows * kTileAtoms + a;
}

/// The step of h from W^T (v / W h).
WINNOW_INLINE Vec<float> steppedFrame(const FrameTask& task, Index a, Vec<float> numerator) {
    const Vec<float> floor = broadcast(task.floor);
    const Vec<float> h = load(task.h + a);
    const Vec<float> next = h * (numerator * load(task.inverseDenominator + a));
    return h > Vec<float>{} ? (next > floor ? next : floor) : Vec<float>{};
}

/// One iteration, four rows at a time, with the `Vectors` vectors of sums over the rows in registers
/// throughout.
template <int Vectors> WINNOW_INLINE void iterateInRegisters(const FrameTask& task) {
    constexpr int stride = Vectors * kLane;
    static_assert(kTileRows == 4 && stride % kTileAtoms == 0);
    Vec<float> numerator[Vectors] = {};
    for (Index i = 0; i < task.rows; i += kTileRows) {
        const float* const W = task.W + i * stride;
        Vec<float> acc[kTileRows] = {};
#pragma GCC unroll 16
        for (int u = 0; u < Vectors; ++u) {
            const int a = u * kLane;
            const Vec<float> h = load(task.h + a);
#pragma GCC unroll 4
            for (int r = 0; r < kTileRows; ++r)
                acc[r] += load(element(W, stride, r, a / kTileAtoms, a % kTileAtoms)) * h;
        }
        const Quad ratio = loadQuad(task.v + i) / (quadSums(acc) + task.epsilon);
#pragma GCC unroll 4
        for (int r = 0; r < kTileRows; ++r)
#pragma GCC unroll 16
            for (int u = 0; u < Vectors; ++u) {
                const int a = u * kLane;
                numerator[u] += load(element(W, stride, r, a / kTileAtoms, a % kTileAtoms)) * ratio[r];
            }
    }
#pragma GCC unroll 16
    for (int u = 0; u < Vectors; ++u)
        store(task.h + u * kLane, steppedFrame(task, u * kLane, numerator[u]));
}

/// Rows whose dot products are formed at once: their accumulators fill half of the registers.
constexpr int kRowsAtOnce = kManyRegisters ? 16 : 8;

/// out[r] = start + W(r, .) h for 16 rows, from `tiles` tiles on.
WINNOW_INLINE void dotRows(const float* W, Index atoms, Index tiles, const float* h, Vec<float> start,
                           float* out) {
    for (int first = 0; first < kPadded; first += kRowsAtOnce) {
        Vec<float> acc[kRowsAtOnce] = {};
        for (Index t = 0; t < tiles; ++t) {
#pragma GCC unroll 4
            for (int a = 0; a < kTileAtoms; a += kLane) {
                const Vec<float> x = load(h + t * kTileAtoms + a);
#pragma GCC unroll 16
                for (int r = 0; r < kRowsAtOnce; ++r)
                    acc[r] += load(element(W, atoms, first + r, t, a)) * x;
            }
        }
#pragma GCC unroll 4
        for (int r = 0; r < kRowsAtOnce; r += kLane)
            store(out + first + r, start + rowSums(acc + r));
    }
}

/// out += sum over 16 rows of ratio[r] W(r, .), Tiles tiles at once, in registers.
template <int Tiles>
WINNOW_INLINE void addRows(const float* W, Index atoms, Index tiles, const float* ratio, float* out) {
    constexpr int vectors = Tiles * kTileAtoms / kLane;
    for (; tiles >= Tiles; tiles -= Tiles, W += Tiles * kTileSize, out += Tiles * kTileAtoms) {
        Vec<float> acc[vectors];
#pragma GCC unroll 16
        for (int u = 0; u < vectors; ++u)
            acc[u] = load(out + u * kLane);
        for (int first = 0; first < kPadded; first += kTileRows) {
            const float* const rows = W + first * atoms;
#pragma GCC unroll 4
            for (int r = 0; r < kTileRows; ++r)
#pragma GCC unroll 16
                for (int u = 0; u < vectors; ++u) {
                    const int a = u * kLane;
                    acc[u] += load(rows + a / kTileAtoms * kTileSize + r * kTileAtoms + a % kTileAtoms) *
                              ratio[first + r];
                }
        }
#pragma GCC unroll 16
        for (int u = 0; u < vectors; ++u)
            store(out + u * kLane, acc[u]);
    }
    if constexpr (Tiles > 1) addRows<Tiles / 2>(W, atoms, tiles, ratio, out);
}

/// As many tiles as leave room for their accumulators: 8 vectors.
constexpr int kTilesAtOnce = 8 * kLane / kTileAtoms;

/// One iteration for any number of atoms, 16 rows at a time.
WINNOW_INLINE void iterateInMemory(const FrameTask& task) {
    const Index tiles = task.atoms / kTileAtoms;
    for (Index a = 0; a < task.atoms; a += kLane)
        store(task.numerator + a, Vec<float>{});
    for (Index i = 0; i < task.rows; i += kPadded) {
        const float* const W = task.W + i * task.atoms;
        alignas(64) float ratio[kPadded];
        dotRows(W, task.atoms, tiles, task.h, broadcast(task.epsilon), ratio);
        for (int r = 0; r < kPadded; r += kLane)
            store(ratio + r, divide(load(task.v + i + r), load(ratio + r)));
        addRows<kTilesAtOnce>(W, task.atoms, tiles, ratio, task.numerator);
    }
    for (Index a = 0; a < task.atoms; a += kLane)
        store(task.h + a, steppedFrame(task, a, load(task.numerator + a)));
}

/// Half of 32 registers for the sums; with 16 registers too few are left over.
constexpr int kMostVectors = kManyRegisters ? 16 : 0;

template <int Vectors> WINNOW_INLINE void solve(const FrameTask& task) {
    if constexpr (Vectors == 0) {
        for (int i = 0; i < task.iterations; ++i)
            iterateInMemory(task);
    } else if constexpr (Vectors * kLane % kTileAtoms != 0) {
        solve<Vectors - 1>(task);
    } else if (task.atoms == Vectors * kLane) {
        for (int i = 0; i < task.iterations; ++i)
            iterateInRegisters<Vectors>(task);
    } else {
        solve<Vectors - 1>(task);
    }
}

void solveKl(const FrameTask& task) {
    solve<kMostVectors>(task);
}

void reconstruct(const ReconstructTask& task) {
    // Whole tiles from the one that holds `first`, times a copy of h with zeros around the atoms asked for,
    // in pieces that fit on the stack.
    constexpr Index piece = 256;
    const Index end = task.first + task.count;
    Index begin = task.first / kTileAtoms * kTileAtoms;
    for (bool start = true; start || begin < end; start = false, begin += piece) {
        alignas(64) float h[piece] = {};
        Index length = 0;
        for (Index a = begin; a < end && length < piece; ++a, ++length)
            if (a >= task.first) h[length] = task.h[a];
        for (Index i = 0; i < task.rows; i += kPadded) {
            alignas(64) float model[kPadded];
            dotRows(task.W + i * task.paddedAtoms + begin * kTileRows, task.paddedAtoms,
                    (length + kTileAtoms - 1) / kTileAtoms, h, Vec<float>{}, model);
            for (Index r = 0; r < kPadded && i + r < task.rows; ++r)
                task.out[i + r] = model[r] + (start ? 0.0F : task.out[i + r]);
        }
    }
}

} // namespace

extern const FrameKernels kFrame;
const FrameKernels kFrame = {solveKl, reconstruct};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
