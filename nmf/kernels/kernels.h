// SPDX-License-Identifier: GPL-3.0-or-later
/// What the kernels of one SIMD level offer, and the layout of what they work on. Plain data and function
/// pointers: the same declarations for every level.
///
/// Layouts. Panels: rows in groups of panelRows (the last padded with zeros), within a group column after
/// column, element (i, a) at [(i / panelRows) * panelRows * columns + a * panelRows + i % panelRows]. Padded
/// rows: row after row, paddedAtoms elements each, zeros behind the last atom.
#pragma once

#include <cstddef>

namespace winnow::nmf::kernels {

using Index = std::ptrdiff_t;

/// Divergences with kernels of their own; Beta is any other, and slower.
enum class Divergence { KullbackLeibler, ItakuraSaito, Frobenius, Beta };

/// Columns of V worked on at a time: V's tile and all that belongs to it stay in the second-level cache. A
/// multiple of all register tiles' widths.
inline constexpr Index kTileColumns = 120;

/// Panels between two kernels: their Q stays in the cache.
inline constexpr Index kBlockPanels = 4;

/// A multiplicative step x <- x (numerator / denominator)^exponent, kept within bounds; what is 0 stays 0.
template <class T> struct Step {
    double exponent;
    T floor;
    T ceiling;
};

/// A tile: up to kTileColumns columns of V, and the model W H + epsilon of them.
template <class T> struct Tile {
    Divergence divergence;
    double beta;
    Index rows, columns, atoms, paddedAtoms;
    const T* V; ///< column-major
    Index vStride;
    Index columnsBehind; ///< of V behind the tile, fetched ahead
    bool conditionV;     ///< multiply V by vScale, and take what is then below vSmallest as 0
    T vScale, vSmallest;
    T epsilon;            ///< added to the model; for Itakura-Saito to V, too
    const T* W;           ///< panels
    const T* transposedW; ///< padded rows
    T* H;                 ///< atoms x columns, column-major
    T* scratch;           ///< scratchSize elements, aligned to 64 bytes
};

/// One iteration on a tile: H from V and W, then the tile's part of W's numerator and denominator from the
/// new H.
template <class T> struct TileUpdate {
    Tile<T> tile;
    bool updateH;
    const T* gramW; ///< W^T W in padded rows, for Frobenius
    /// paddedAtoms elements, added to H's denominator (and all of it for Kullback-Leibler).
    const T* hDenominator;
    const T* hSquare; ///< as BasisUpdate::square
    Step<T> hStep;
    /// Not null: in place of a step of H, its numerator, and denominator for Itakura-Saito and Beta, are added
    /// to these (paddedAtoms x columns), for a V of which the tile has some rows only. Not for Frobenius.
    T* hNumerator;
    T* hDenominatorSum;
    bool accumulateW;
    Index firstAtom; ///< from which on W is to be updated
    T* wNumerator;   ///< panels, added to
    T* wDenominator; ///< added to; panels, or H H^T in padded rows for Frobenius; unused for Kullback-Leibler
    double* hSums;   ///< atoms elements, the rows' sums of the new H are added; may be null
};

/// The step of W, from what the tiles have added up.
template <class T> struct BasisUpdate {
    Divergence divergence;
    Index rows, atoms, paddedAtoms, firstAtom;
    T* W;
    const T* numerator;
    const T* denominator; ///< as TileUpdate::wDenominator
    /// One an atom, added to the denominator (and all of it for Kullback-Leibler).
    const T* atomDenominator;
    /// One an atom: the weight of a penalty of half the sum of squares, taken into the step; null for none.
    const T* square;
    Step<T> step;
    T* scratch; ///< panelRows * atoms elements
};

template <class T> struct Kernels {
    Index panelRows;
    Index lanes; ///< paddedAtoms is a multiple of it
    void (*updateTile)(const TileUpdate<T>&);
    double (*tileDivergence)(const Tile<T>&); ///< sum of d(V | W H + epsilon), in double
    void (*updateBasis)(const BasisUpdate<T>&);
    /// gram (padded rows) = W^T W from W in padded rows
    void (*gram)(const T* transposedW, Index rows, Index atoms, Index paddedAtoms, T* gram);
};

template <class T> inline Index scratchSize(const Kernels<T>& kernels, Index paddedAtoms) {
    return 2 * kBlockPanels * kernels.panelRows * kTileColumns + 3 * paddedAtoms * kTileColumns;
}

/// One frame, Kullback-Leibler, W fixed. W lies in tiles of kFrameTileRows x kFrameTileAtoms, row after row:
/// tile (I, A) behind tile (I, A - 1), row I of tiles behind row I - 1. So a few rows are one stretch of
/// memory, whatever the width of the vectors. Padded with zeros to multiples of kFrameRows rows and
/// kFrameTileAtoms atoms.
inline constexpr Index kFrameTileRows = 4;
inline constexpr Index kFrameTileAtoms = 16;
inline constexpr Index kFrameRows = 16;

struct FrameTask {
    Index rows;     ///< not padded; W and v are
    Index atoms;    ///< padded
    const float* W; ///< columns sum to 1; aligned to 64 bytes
    const float* v;
    const float* inverseDenominator; ///< 1 / (1 + l1)
    float* h;
    float* numerator; ///< scratch, atoms elements
    float epsilon;    ///< added to the model
    float floor;      ///< smallest activation that is not 0
    int iterations;
};

/// out = sum over atoms first .. first+count-1 of W_a h_a.
struct ReconstructTask {
    Index rows;        ///< not padded
    Index paddedAtoms; ///< row length of W
    const float* W;    ///< as above
    const float* h;    ///< all atoms
    Index first, count;
    float* out;
};

struct FrameKernels {
    void (*solveKl)(const FrameTask&);
    void (*reconstruct)(const ReconstructTask&);
};

} // namespace winnow::nmf::kernels
