// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours for levels.
#pragma once

namespace winnow::tools {

/// sRGB, each 0 .. 1.
struct Rgb {
    double r = 0, g = 0, b = 0;
};

/// Black over violet and orange to light yellow. Lightness (CIE L*) rises evenly from level 0 to 1, so that
/// equal steps in dB look like equal steps, also in print without colours. Levels beyond 0 .. 1 and NaN take
/// the nearest end (NaN: 0). [any]
Rgb levelColor(double level) noexcept;

/// CIE 1976 lightness of an sRGB colour, 0 .. 100. [any]
double lightness(const Rgb& color) noexcept;

} // namespace winnow::tools
