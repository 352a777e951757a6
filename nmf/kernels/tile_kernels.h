// SPDX-License-Identifier: GPL-3.0-or-later
/// The kernels on tiles of V, for float and double (tile_float.cpp, tile_double.cpp).
#pragma once

#include "nmf/kernels/ratio.h"

namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL {

/// Scratch memory of a tile, cut up.
template <class T> struct TileScratch {
    T* Q;           ///< kBlockPanels panels of kTileColumns columns
    T* P;           ///< as Q
    T* H;           ///< H's tile with padded columns
    T* numerator;   ///< as H
    T* denominator; ///< as H

    explicit TileScratch(const Tile<T>& tile) {
        const Index panels = kBlockPanels * kPanelRows<T> * kTileColumns;
        const Index atoms = tile.paddedAtoms * kTileColumns;
        Q = tile.scratch;
        P = Q + panels;
        H = P + panels;
        numerator = H + atoms;
        denominator = numerator + atoms;
    }
};

template <class T> inline void copyPadded(const Tile<T>& tile, T* H) {
    for (Index j = 0; j < tile.columns; ++j, H += tile.paddedAtoms) {
        for (Index a = 0; a < tile.atoms; ++a)
            H[a] = tile.H[j * tile.atoms + a];
        for (Index a = tile.atoms; a < tile.paddedAtoms; ++a)
            H[a] = 0;
    }
}

template <class T> inline void fill(T* p, Index count, T value) {
    for (Index i = 0; i < count; ++i)
        p[i] = value;
}

/// The denominator of x's step with a penalty of weight / 2 x^2 added. Kullback-Leibler: the factor y on x
/// solves weight x y^2 + denominator y - numerator = 0. Others: the penalty's slope is added, and the step's
/// exponent is small enough (see squarePenaltyExponent).
template <Divergence D, class T>
WINNOW_INLINE Vec<T> withSquare(Vec<T> x, Vec<T> numerator, Vec<T> denominator, Vec<T> weight) {
    if constexpr (D == Divergence::KullbackLeibler)
        return T(0.5) * (denominator + squareRoot(denominator * denominator + T(4) * weight * x * numerator));
    else
        return denominator + weight * x;
}

/// x (numerator / denominator)^exponent within bounds. Comparisons are written so that NaN becomes the floor.
template <class T>
WINNOW_INLINE Vec<T> stepped(Vec<T> x, Vec<T> numerator, Vec<T> denominator, const Step<T>& step) {
    const Vec<T> smallest = broadcast(T(1e-30));
    const Vec<T> largest = broadcast(T(1e30));
    denominator = denominator > smallest ? denominator : smallest;
    denominator = denominator < largest ? denominator : largest;
    Vec<T> ratio = divide(numerator, denominator);
    if (step.exponent == 0.5) {
        ratio = squareRoot(ratio);
    } else if (step.exponent != 1) {
        ratio = ratio > smallest ? ratio : smallest;
        ratio = ratio < largest ? ratio : largest;
        ratio = power(ratio, step.exponent);
    }
    Vec<T> y = x * ratio;
    y = y > broadcast(step.floor) ? y : broadcast(step.floor);
    y = y < broadcast(step.ceiling) ? y : broadcast(step.ceiling);
    return x > Vec<T>{} ? y : Vec<T>{};
}

/// Q and P of the panel that begins at `row`, from the H in scratch. For Frobenius Q is V itself.
template <class T, Divergence D>
inline void ratioPanel(const Tile<T>& tile, const T* H, Index row, bool ahead, T* Q, T* P) {
    if constexpr (D == Divergence::Frobenius) {
        for (Index j = 0; j < tile.columns; ++j) {
            if (ahead) fetchAhead<T, 1>(tile, row, j);
            for (int u = 0; u < kRowVectors; ++u)
                store(Q + j * kPanelRows<T> + u * kLanes<T>, loadV(tile, row + u * kLanes<T>, j));
        }
    } else {
        RatioSink<T, D> sink{tile, row, ahead, Q, P};
        ModelBlock<T, RatioSink<T, D>> block{{tile.W + row * tile.atoms, kPanelRows<T>},
                                             {H, 1, tile.paddedAtoms},
                                             tile.atoms,
                                             tile.epsilon,
                                             sink};
        forColumns<kRowVectors, kRowColumns>(0, tile.columns, block);
    }
}

template <class T, Divergence D>
inline void updateActivations(const TileUpdate<T>& task, const TileScratch<T>& scratch) {
    const Tile<T>& tile = task.tile;
    const Index size = tile.paddedAtoms * tile.columns;
    const Index panel = kPanelRows<T> * tile.columns;
    fill(scratch.numerator, size, T{0});
    if constexpr (D == Divergence::ItakuraSaito || D == Divergence::Beta)
        fill(scratch.denominator, size, T{0});

    for (Index first = 0; first < tile.rows; first += kBlockPanels * kPanelRows<T>) {
        Index rows = 0; // of this block
        for (Index p = 0; p < kBlockPanels && first + p * kPanelRows<T> < tile.rows; ++p) {
            const Index row = first + p * kPanelRows<T>;
            ratioPanel<T, D>(tile, scratch.H, row, true, scratch.Q + p * panel, scratch.P + p * panel);
            rows += tile.rows - row < kPanelRows<T> ? tile.rows - row : kPanelRows<T>;
        }
        const LeftOperand<T> W{tile.transposedW + first * tile.paddedAtoms, tile.paddedAtoms};
        atomProduct<T, true>(tile.paddedAtoms, tile.columns,
                             {W,
                              {scratch.Q, 1, kPanelRows<T>},
                              rows,
                              kPanelRows<T>,
                              panel,
                              scratch.numerator,
                              tile.paddedAtoms});
        if constexpr (D == Divergence::ItakuraSaito || D == Divergence::Beta)
            atomProduct<T, true>(tile.paddedAtoms, tile.columns,
                                 {W,
                                  {scratch.P, 1, kPanelRows<T>},
                                  rows,
                                  kPanelRows<T>,
                                  panel,
                                  scratch.denominator,
                                  tile.paddedAtoms});
    }
    if (task.hNumerator != nullptr) {
        for (Index i = 0; i < size; ++i)
            task.hNumerator[i] += scratch.numerator[i];
        if constexpr (D == Divergence::ItakuraSaito || D == Divergence::Beta)
            for (Index i = 0; i < size; ++i)
                task.hDenominatorSum[i] += scratch.denominator[i];
        return;
    }
    if constexpr (D == Divergence::Frobenius)
        atomProduct<T, false>(tile.paddedAtoms, tile.columns,
                              {{task.gramW, tile.paddedAtoms},
                               {scratch.H, 1, tile.paddedAtoms},
                               tile.atoms,
                               tile.atoms,
                               0,
                               scratch.denominator,
                               tile.paddedAtoms});

    for (Index j = 0; j < tile.columns; ++j) {
        for (Index a = 0; a < tile.paddedAtoms; a += kLanes<T>) {
            const Index at = j * tile.paddedAtoms + a;
            Vec<T> denominator = load(task.hDenominator + a);
            if constexpr (D != Divergence::KullbackLeibler) denominator += load(scratch.denominator + at);
            const Vec<T> h = load(scratch.H + at);
            const Vec<T> numerator = load(scratch.numerator + at);
            if (task.hSquare != nullptr)
                denominator = withSquare<D, T>(h, numerator, denominator, load(task.hSquare + a));
            store(scratch.H + at, stepped(h, numerator, denominator, task.hStep));
        }
        for (Index a = 0; a < tile.atoms; ++a)
            tile.H[j * tile.atoms + a] = scratch.H[j * tile.paddedAtoms + a];
    }
}

template <class T, Divergence D>
inline void accumulateBasis(const TileUpdate<T>& task, const TileScratch<T>& scratch) {
    const Tile<T>& tile = task.tile;
    const Index atoms = tile.atoms - task.firstAtom;
    const RightOperand<T> H{scratch.H + task.firstAtom, tile.paddedAtoms, 1};
    for (Index row = 0; row < tile.rows; row += kPanelRows<T>) {
        ratioPanel<T, D>(tile, scratch.H, row, !task.updateH, scratch.Q, scratch.P);
        const Index at = row * tile.atoms + task.firstAtom * kPanelRows<T>;
        ProductBlock<T, true> numerator{{scratch.Q, kPanelRows<T>},
                                        H,
                                        tile.columns,
                                        tile.columns,
                                        0,
                                        task.wNumerator + at,
                                        kPanelRows<T>};
        forColumns<kRowVectors, kRowColumns>(0, atoms, numerator);
        if constexpr (D == Divergence::ItakuraSaito || D == Divergence::Beta) {
            ProductBlock<T, true> denominator{{scratch.P, kPanelRows<T>},
                                              H,
                                              tile.columns,
                                              tile.columns,
                                              0,
                                              task.wDenominator + at,
                                              kPanelRows<T>};
            forColumns<kRowVectors, kRowColumns>(0, atoms, denominator);
        }
    }
    if constexpr (D == Divergence::Frobenius)
        atomProduct<T, true>(tile.paddedAtoms, tile.atoms,
                             {{scratch.H, tile.paddedAtoms},
                              {scratch.H, tile.paddedAtoms, 1},
                              tile.columns,
                              tile.columns,
                              0,
                              task.wDenominator,
                              tile.paddedAtoms});
}

template <class T, Divergence D> inline void updateTileFor(const TileUpdate<T>& task) {
    const Tile<T>& tile = task.tile;
    const TileScratch<T> scratch(tile);
    copyPadded(tile, scratch.H);
    if (task.updateH) updateActivations<T, D>(task, scratch);
    if (task.hSums != nullptr) {
        for (Index a = 0; a < tile.paddedAtoms; a += kLanes<T>) {
            Vec<T> total{};
            for (Index j = 0; j < tile.columns; ++j)
                total += load(scratch.H + j * tile.paddedAtoms + a);
            for (int lane = 0; lane < kLanes<T> && a + lane < tile.atoms; ++lane)
                task.hSums[a + lane] += static_cast<double>(total[lane]);
        }
    }
    if (task.accumulateW) accumulateBasis<T, D>(task, scratch);
}

template <class T, Divergence D> inline double tileDivergenceFor(const Tile<T>& tile) {
    const TileScratch<T> scratch(tile);
    copyPadded(tile, scratch.H);
    double total = 0;
    for (Index row = 0; row < tile.rows; row += kPanelRows<T>) {
        DivergenceSink<T, D> sink{tile, row, Vec<double>{}};
        ModelBlock<T, DivergenceSink<T, D>> block{{tile.W + row * tile.atoms, kPanelRows<T>},
                                                  {scratch.H, 1, tile.paddedAtoms},
                                                  tile.atoms,
                                                  tile.epsilon,
                                                  sink};
        forColumns<kRowVectors, kRowColumns>(0, tile.columns, block);
        total += sum<double>(sink.total);
    }
    return total;
}

template <class T>
inline void gramOf(const T* transposedW, Index rows, Index atoms, Index paddedAtoms, T* gram) {
    atomProduct<T, false>(
        paddedAtoms, atoms,
        {{transposedW, paddedAtoms}, {transposedW, paddedAtoms, 1}, rows, rows, 0, gram, paddedAtoms});
}

template <class T, Divergence D> inline void updateBasisFor(const BasisUpdate<T>& task) {
    const Index atoms = task.atoms - task.firstAtom;
    for (Index row = 0; row < task.rows; row += kPanelRows<T>) {
        const Index at = row * task.atoms + task.firstAtom * kPanelRows<T>;
        const T* denominators = task.denominator + at;
        if constexpr (D == Divergence::Frobenius) { // (W H) H^T = W (H H^T)
            ProductBlock<T, false> block{{task.W + row * task.atoms, kPanelRows<T>},
                                         {task.denominator + task.firstAtom, task.paddedAtoms, 1},
                                         task.atoms,
                                         task.atoms,
                                         0,
                                         task.scratch,
                                         kPanelRows<T>};
            forColumns<kRowVectors, kRowColumns>(0, atoms, block);
            denominators = task.scratch;
        }
        for (Index a = 0; a < atoms; ++a) {
            for (int u = 0; u < kRowVectors; ++u) {
                const Index offset = a * kPanelRows<T> + u * kLanes<T>;
                Vec<T> denominator = broadcast(task.atomDenominator[task.firstAtom + a]);
                if constexpr (D != Divergence::KullbackLeibler) denominator += load(denominators + offset);
                T* const w = task.W + at + offset;
                const Vec<T> x = load(w);
                const Vec<T> numerator = load(task.numerator + at + offset);
                if (task.square != nullptr)
                    denominator = withSquare<D, T>(x, numerator, denominator,
                                                   broadcast(task.square[task.firstAtom + a]));
                store(w, stepped(x, numerator, denominator, task.step));
            }
        }
    }
}

/// Calls Function<D>(arguments...) for the divergence asked for.
#define WINNOW_FOR_DIVERGENCE(divergence, function, argument)                                                \
    switch (divergence) {                                                                                    \
    case Divergence::KullbackLeibler:                                                                        \
        return function<T, Divergence::KullbackLeibler>(argument);                                           \
    case Divergence::ItakuraSaito:                                                                           \
        return function<T, Divergence::ItakuraSaito>(argument);                                              \
    case Divergence::Frobenius:                                                                              \
        return function<T, Divergence::Frobenius>(argument);                                                 \
    case Divergence::Beta:                                                                                   \
        break;                                                                                               \
    }                                                                                                        \
    return function<T, Divergence::Beta>(argument)

template <class T> void updateTile(const TileUpdate<T>& task) {
    WINNOW_FOR_DIVERGENCE(task.tile.divergence, updateTileFor, task);
}

template <class T> double tileDivergence(const Tile<T>& tile) {
    WINNOW_FOR_DIVERGENCE(tile.divergence, tileDivergenceFor, tile);
}

template <class T> void updateBasis(const BasisUpdate<T>& task) {
    WINNOW_FOR_DIVERGENCE(task.divergence, updateBasisFor, task);
}

template <class T> void gram(const T* transposedW, Index rows, Index atoms, Index paddedAtoms, T* out) {
    gramOf(transposedW, rows, atoms, paddedAtoms, out);
}

} // namespace winnow::nmf::kernels::WINNOW_SIMD_LEVEL
