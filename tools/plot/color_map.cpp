// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours for levels.
#include "tools/plot/color_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace winnow::tools {
namespace {

// Hues by control points in CIE LCh; lightness is a straight line by construction.
struct HuePoint {
    double level;
    double chroma; // C*ab
    double hue;    // degrees; counts on beyond 360 so that it interpolates the short way
};
constexpr std::array<HuePoint, 7> huePoints{{{0.00, 3, 285},
                                             {0.15, 45, 304},
                                             {0.35, 60, 345},
                                             {0.55, 75, 395},
                                             {0.72, 78, 425},
                                             {0.88, 62, 450},
                                             {1.00, 22, 462}}};
constexpr double darkest = 2, lightest = 97; // L*

// D65 white point, CIE 15:2004.
constexpr std::array<double, 3> white{0.95047, 1.0, 1.08883};

double toSrgb(double linear) noexcept {
    const double v = std::clamp(linear, 0.0, 1.0);
    return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

double toLinear(double srgb) noexcept {
    return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4);
}

Rgb fromLab(double lightness, double a, double b) noexcept {
    const auto inverse = [](double t) { return t > 6.0 / 29 ? t * t * t : 108.0 / 841 * (t - 4.0 / 29); };
    const double fy = (lightness + 16) / 116;
    const double x = white[0] * inverse(fy + a / 500), y = inverse(fy), z = white[2] * inverse(fy - b / 200);
    // XYZ to linear sRGB, IEC 61966-2-1.
    return {toSrgb(3.2406 * x - 1.5372 * y - 0.4986 * z), toSrgb(-0.9689 * x + 1.8758 * y + 0.0415 * z),
            toSrgb(0.0557 * x - 0.2040 * y + 1.0570 * z)};
}

} // namespace

Rgb levelColor(double level) noexcept {
    constexpr double pi = 3.14159265358979323846;
    const double t = level > 0 ? std::min(level, 1.0) : 0.0; // NaN is not above 0
    std::size_t i = 1;
    while (i + 1 < huePoints.size() && huePoints[i].level < t)
        ++i;
    const HuePoint &from = huePoints[i - 1], &to = huePoints[i];
    const double share = (t - from.level) / (to.level - from.level);
    const double chroma = from.chroma + share * (to.chroma - from.chroma);
    const double hue = (from.hue + share * (to.hue - from.hue)) * pi / 180;
    return fromLab(darkest + t * (lightest - darkest), chroma * std::cos(hue), chroma * std::sin(hue));
}

double lightness(const Rgb& color) noexcept {
    const double y = 0.2126 * toLinear(color.r) + 0.7152 * toLinear(color.g) + 0.0722 * toLinear(color.b);
    return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

} // namespace winnow::tools
