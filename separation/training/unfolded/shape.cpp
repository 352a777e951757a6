// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/shape.h"

namespace winnow::separation::unfolded {

// Not inline: files that are compiled once per SIMD level use it.
Layout::Layout(const Shape& shape) : shape_(shape) {
    const int D1 = shape.viewSize1(), D2 = shape.viewSize2(), K1 = shape.atoms1, K2 = shape.atoms2();
    const int F = Shape::bins, L = shape.updates, nb = shape.dynamicAtoms, traces = shape.traces;
    const int sizes[segmentCount] = {D1 * K1, D1, K1,          K1,         K1, L,  // layer 1
                                     D2 * K2, D2, K2,          K2,         K2, L,  // layer 2
                                     nb,      nb, traces * K1, traces + 1,         // dynamic atoms, traces
                                     F * K2,  F,  F,           F,          F,  F}; // mask
    std::size_t at = 0;
    for (int s = 0; s < segmentCount; ++s) {
        offset_[s] = at;
        at += static_cast<std::size_t>(sizes[s]);
    }
    offset_[segmentCount] = at;
}

} // namespace winnow::separation::unfolded
