// SPDX-License-Identifier: GPL-3.0-or-later
/// Sizes of the two-layer engine's model.
#pragma once

namespace winnow::separation::layered {

inline constexpr int bins = 257;          ///< F, 0 .. 8 kHz in steps of 31.25 Hz
inline constexpr int fineBands = 97;      ///< Bx: bins to 2 kHz, then 32 bands
inline constexpr int erbBands = 32;       ///< Be
inline constexpr int lagCount = 257;      ///< lags 0 .. 256 at 16 kHz, of a 512-point inverse transform
inline constexpr double binHz = 31.25;    ///< Hz between bins
inline constexpr double topHz = 8000;     ///< Hz of the last bin
inline constexpr double frameRate = 62.5; ///< frames a second of one copy

/// What a model may choose. The defaults are those of the factory model.
struct LayeredConfig {
    int atoms1 = 128;      ///< K1, atoms of the first layer
    int speechAtoms = 160; ///< Ks, second layer
    int noiseAtoms = 96;   ///< Kn, second layer
    int context = 4;       ///< C, earlier frames that the first layer sees
    int lagBands = 64;     ///< La, bands of the periodicity view
    int dynamicAtoms = 8;  ///< nb, noise atoms made of the tracked noise
    int traces = 3;        ///< leaky means of the first layer's activations
    int updates = 2;       ///< L, multiplicative updates a layer
    double p = 0.5;        ///< views are |X|^p
    double eps = 1e-4;     ///< added to the input and to the approximation of every update

    static constexpr int bins = layered::bins;
    static constexpr int fineBands = layered::fineBands;
    static constexpr int erbBands = layered::erbBands;

    constexpr int atoms2() const noexcept { return speechAtoms + noiseAtoms; } ///< K2

    /// D1, rows of W1: [x; context of b; two slow means of b; noise bands; y; context of yb; periodicity].
    constexpr int viewSize1() const noexcept {
        return 2 * fineBands + 2 * erbBands * context + 3 * erbBands + lagBands;
    }
    /// D2, rows of W2: [x; y; h1 now; h1's traces].
    constexpr int viewSize2() const noexcept { return 2 * fineBands + (1 + traces) * atoms1; }

    bool operator==(const LayeredConfig&) const = default;
};

static_assert(LayeredConfig{}.viewSize1() == 610 && LayeredConfig{}.viewSize2() == 706);

} // namespace winnow::separation::layered
