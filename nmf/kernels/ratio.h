// SPDX-License-Identifier: GPL-3.0-or-later
/// What is done with a register tile of the model W H + epsilon: the ratios that multiplicative updates need,
/// or the sum of divergences.
#pragma once

#include "nmf/kernels/kernels.h"
#include "nmf/kernels/product.h"
#include "nmf/kernels/vector_math.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

/// Vector u of rows of a panel in column j of V. Only the last panel may be partial.
template <class T> WINNOW_INLINE Vec<T> loadV(const Tile<T>& tile, Index row, Index j) {
    const T* const p = tile.V + j * tile.vStride + row;
    const Index rest = tile.rows - row;
    Vec<T> v = rest >= kLanes<T> ? load(p) : rest > 0 ? loadFirst(p, rest) : Vec<T>{};
    if (tile.conditionV) {
        v *= tile.vScale;
        v = v >= broadcast(tile.vSmallest) ? v : Vec<T>{};
    }
    return v;
}

/// Asks for the same rows of the columns one tile further, so that they are in the cache when their turn
/// comes: the hardware does not foresee a walk along short pieces of columns.
template <class T, int NR> WINNOW_INLINE void fetchAhead(const Tile<T>& tile, Index row, Index j) {
    constexpr int line = 64 / static_cast<int>(sizeof(T));
    if (j + NR >= tile.columnsBehind) return; // not the last column, behind which nothing lies
    const T* const p = tile.V + (j + tile.columns) * tile.vStride + row;
#pragma GCC unroll 16
    for (int r = 0; r < NR; ++r)
        for (int i = 0; i < kPanelRows<T>; i += line)
            __builtin_prefetch(p + r * tile.vStride + i, 0, 2);
}

/// The model of one panel, column by column, handed to Sink::take<MV, NR>(acc, j).
template <class T, class Sink> struct ModelBlock {
    LeftOperand<T> W;
    RightOperand<T> H;
    Index atoms;
    T epsilon;
    Sink& sink;

    template <int MV, int NR> WINNOW_INLINE void run(Index j) {
        Vec<T> acc[NR][MV];
#pragma GCC unroll 16
        for (int r = 0; r < NR; ++r)
#pragma GCC unroll 4
            for (int u = 0; u < MV; ++u)
                acc[r][u] = broadcast(epsilon);
        multiplyAdd<T, MV, NR>(acc, W, RightOperand<T>{H.data + j * H.column, H.step, H.column}, atoms);
        sink.template take<MV, NR>(acc, j);
    }
};

/// Q and P of a panel, [column][row]. With R = W H + epsilon: Kullback-Leibler Q = V / R; Itakura-Saito
/// Q = (V + epsilon) / R^2, P = 1 / R; any beta Q = V R^(beta-2), P = R^(beta-1).
template <class T, Divergence D> struct RatioSink {
    const Tile<T>& tile;
    Index row;  ///< first of the panel
    bool ahead; ///< fetch the next tile's part of V
    T* Q;
    T* P;

    WINNOW_INLINE void put(Vec<T> v, Vec<T> r, Index at) {
        if constexpr (D == Divergence::KullbackLeibler) {
            store(Q + at, divide(v, r));
        } else if constexpr (D == Divergence::ItakuraSaito) {
            const Vec<T> inverse = divide(broadcast(T{1}), r);
            store(Q + at, (v + tile.epsilon) * inverse * inverse);
            store(P + at, inverse);
        } else {
            const Vec<T> p = power(r, tile.beta - 2);
            store(Q + at, v * p);
            store(P + at, r * p);
        }
    }

    template <int MV, int NR> WINNOW_INLINE void take(Vec<T> (&acc)[NR][MV], Index j) {
        if (ahead) fetchAhead<T, NR>(tile, row, j);
#pragma GCC unroll 16
        for (int r = 0; r < NR; ++r)
#pragma GCC unroll 4
            for (int u = 0; u < MV; ++u)
                put(loadV(tile, row + u * kLanes<T>, j + r), acc[r][u],
                    (j + r) * kPanelRows<T> + u * kLanes<T>);
    }
};

/// Sum of d_beta(v | r) (Fevotte & Idier 2011, eq. 3) over the tile, in double from v and r on.
template <class T, Divergence D> struct DivergenceSink {
    const Tile<T>& tile;
    Index row;
    Vec<double> total;

    WINNOW_INLINE Vec<double> of(Vec<double> v, Vec<double> r) {
        const double beta = tile.beta;
        const Vec<double> smallest = broadcast(0x1p-1000);
        const Vec<double> positive = v > smallest ? v : smallest; // where v is 0, log is multiplied by 0
        if constexpr (D == Divergence::KullbackLeibler) {
            return v * logRatio(positive, r) - v + r;
        } else if constexpr (D == Divergence::ItakuraSaito) {
            const Vec<double> x = (v + static_cast<double>(tile.epsilon)) / r;
            return x - log(x) - 1;
        } else if constexpr (D == Divergence::Frobenius) {
            return 0.5 * (v - r) * (v - r);
        } else {
            const Vec<double> rPower = power(r, beta - 1);
            const Vec<double> vPower = v > smallest ? power(positive, beta) : Vec<double>{};
            return (vPower + (beta - 1) * (rPower * r) - beta * (v * rPower)) / (beta * (beta - 1));
        }
    }

    template <int MV, int NR> WINNOW_INLINE void take(Vec<T> (&acc)[NR][MV], Index j) {
        fetchAhead<T, NR>(tile, row, j);
        constexpr int rows = MV * kLanes<T>;
        const bool whole = tile.rows - row >= rows;
        Vec<double> sum{};
#pragma GCC unroll 1
        for (int r = 0; r < NR; ++r) {
            T model[rows];
            T data[rows];
            for (int u = 0; u < MV; ++u) {
                store(model + u * kLanes<T>, acc[r][u]);
                store(data + u * kLanes<T>, loadV(tile, row + u * kLanes<T>, j + r));
            }
            for (int i = 0; i < rows; i += kLanes<double>) {
                Vec<double> d = of(loadDoubles(data + i), loadDoubles(model + i));
                if (!whole)
                    for (int lane = 0; lane < kLanes<double>; ++lane)
                        if (row + i + lane >= tile.rows) d[lane] = 0;
                sum += d;
            }
        }
        total += sum;
    }
};

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
