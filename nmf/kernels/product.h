// SPDX-License-Identifier: GPL-3.0-or-later
/// The matrix product under all kernels: a strip of a few vectors of rows times any number of columns.
#pragma once

#include "nmf/kernels/simd_vector.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

using Index = std::ptrdiff_t;

/// A(i, p) = data[p * step + i]: rows contiguous.
template <class T> struct LeftOperand {
    const T* data;
    Index step;
};

/// B(p, j) = data[p * step + j * column].
template <class T> struct RightOperand {
    const T* data;
    Index step;
    Index column;
};

/// acc[r][u] += sum over p < depth of A(u-th vector, p) B(p, r). NR * MV accumulators stay in registers.
template <class T, int MV, int NR>
WINNOW_INLINE void multiplyAdd(Vec<T> (&acc)[NR][MV], LeftOperand<T> A, RightOperand<T> B, Index depth) {
    for (Index p = 0; p < depth; ++p) {
        Vec<T> column[MV];
#pragma GCC unroll 4
        for (int u = 0; u < MV; ++u)
            column[u] = load(A.data + u * kLanes<T>);
#pragma GCC unroll 16
        for (int r = 0; r < NR; ++r) {
            const T b = B.data[r * B.column];
#pragma GCC unroll 4
            for (int u = 0; u < MV; ++u)
                acc[r][u] += column[u] * b;
        }
        A.data += A.step;
        B.data += B.step;
    }
}

/// Runs `block` over columns first .. count-1, NR at a time while so many are left, then NR/2, and so on
/// to 1. Block: template <int MV, int NR> void run(Index firstColumn).
template <int MV, int NR, class Block> WINNOW_INLINE void forColumns(Index first, Index count, Block& block) {
    for (; count - first >= NR; first += NR)
        block.template run<MV, NR>(first);
    if constexpr (NR > 1) forColumns<MV, NR / 2>(first, count, block);
}

/// C += A B, or C = A B. The depth is given in parts of `part` steps (the rows of Q lie in panels): behind
/// each part B.data moves on by partStride. C(i, j) = C[j * cColumn + i].
template <class T, bool Add> struct ProductBlock {
    LeftOperand<T> A;
    RightOperand<T> B;
    Index depth, part, partStride;
    T* C;
    Index cColumn;

    template <int MV, int NR> WINNOW_INLINE void run(Index j) {
        Vec<T> acc[NR][MV];
#pragma GCC unroll 16
        for (int r = 0; r < NR; ++r)
#pragma GCC unroll 4
            for (int u = 0; u < MV; ++u)
                acc[r][u] = Add ? load(C + (j + r) * cColumn + u * kLanes<T>) : Vec<T>{};
        LeftOperand<T> left = A;
        RightOperand<T> right{B.data + j * B.column, B.step, B.column};
        for (Index rest = depth; rest > 0; rest -= part) {
            multiplyAdd<T, MV, NR>(acc, left, right, rest < part ? rest : part);
            left.data += part * left.step;
            right.data += partStride;
        }
#pragma GCC unroll 16
        for (int r = 0; r < NR; ++r)
#pragma GCC unroll 4
            for (int u = 0; u < MV; ++u)
                store(C + (j + r) * cColumn + u * kLanes<T>, acc[r][u]);
    }
};

/// Register tiles, vectors by columns: those whose rows are rows of V, and those whose rows are atoms.
inline constexpr int kRowVectors = 3;
inline constexpr int kRowColumns = kManyRegisters ? 8 : 4;
inline constexpr int kAtomVectors = 2;
inline constexpr int kAtomColumns = kManyRegisters ? 12 : 6;

/// Rows of V in a panel.
template <class T> inline constexpr Index kPanelRows = kRowVectors* kLanes<T>;

/// C (atoms padded x columns) from A with atoms as contiguous, padded rows.
template <class T, bool Add>
inline void atomProduct(Index paddedAtoms, Index columns, ProductBlock<T, Add> block) {
    constexpr Index strip = kAtomVectors * kLanes<T>;
    Index a = 0;
    for (; paddedAtoms - a >= strip; a += strip) {
        forColumns<kAtomVectors, kAtomColumns>(0, columns, block);
        block.A.data += strip;
        block.C += strip;
    }
    if (a < paddedAtoms) forColumns<1, kAtomColumns>(0, columns, block);
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
