// SPDX-License-Identifier: GPL-3.0-or-later
/// Sizes of a two-layer model and the flat order of its parameters.
#pragma once

#include "separation/layered/config.h"

#include <cstddef>

namespace winnow::separation::unfolded {

/// The engine's sizes: K1 = atoms1, K2 = atoms2(), D1 = viewSize1(), D2 = viewSize2().
using Shape = layered::LayeredConfig;

inline constexpr int mostUpdates = 8; ///< a layer, for training
inline constexpr int mostTraces = 8;  ///< for training

/// First row of the posterior-SNR view y in v1 = [x; past b; slow means; noise bands; y; past yb; z].
inline int viewRow(const Shape& shape) {
    return Shape::fineBands + Shape::erbBands * (shape.context + 3);
}

/// Parameters in the order they lie in theta (what Adam sees), in the weights (what the updates use) and in
/// the gradients of both. The comment names the parameter, then the weight it becomes.
enum Segment : int {
    segW1,
    segU1,
    segPrior1,
    segKap1,
    segDen1,
    segEta1, // thW, thu, thpri, thkap, thlam -> den, eta
    segW2,
    segU2,
    segPrior2,
    segKap2,
    segDen2,
    segEta2,
    segB0,
    segDenB,      // thb0, thlamb -> denb
    segDecay,     // thal [traces x K1, a trace's values contiguous]
    segTraceGain, // ths2 -> tgain [traces + 1]
    segR,         // thR
    segOver,
    segSlope,
    segSag,
    segOffset, // thover, the -> e, c, off
    segSmooth, // tha -> dd
    segmentCount
};

/// Where each segment lies. Matrices are column-major: W [D x K], R [bins x K2].
class Layout {
public:
    explicit Layout(const Shape& shape); ///< [any]

    const Shape& shape() const { return shape_; }
    std::size_t offset(int segment) const { return offset_[segment]; }
    std::size_t size(int segment) const { return offset_[segment + 1] - offset_[segment]; }
    std::size_t total() const { return offset_[segmentCount]; }

private:
    Shape shape_;
    std::size_t offset_[segmentCount + 1];
};

} // namespace winnow::separation::unfolded
