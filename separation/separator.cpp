// SPDX-License-Identifier: GPL-3.0-or-later
/// What all separation engines share.
#include "separation/separator.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

int frameSize(const FrontEnd& frontEnd, double sampleRate) noexcept {
    constexpr double step = 64; // samples: fast FFT sizes, and a whole hop at every overlap up to 64
    return static_cast<int>(step * std::max(1.0, std::round(frontEnd.frameSeconds * sampleRate / step)));
}

} // namespace winnow::separation
