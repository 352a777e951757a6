// SPDX-License-Identifier: GPL-3.0-or-later
/// Real handwritten digits, small: 500 images of 8 x 8 pixels (UCI Machine Learning Repository, CC BY 4.0).
#pragma once

#include "tools/examples/common/measures.h"

namespace winnow::examples {

struct Digits {
    Matrix images;  ///< 64 x count, 0 (paper) to 1 (ink); an image column by column
    Labels classes; ///< 0 to 9

    static constexpr Index height = 8;
};

/// The first `count` images, at most 500. @throws std::invalid_argument for more, or none
Digits handwrittenDigits(Index count = 500);

} // namespace winnow::examples
