// SPDX-License-Identifier: GPL-3.0-or-later
/// Axes: from values to pixels, and where to put round numbers.
#pragma once

#include <string>
#include <vector>

namespace winnow::tools {

struct Tick {
    double value = 0;
    std::string label;
};

/// A range of values along a side of a panel.
struct Axis {
    double low = 0, high = 1; ///< high > low; both above 0 if logarithmic
    bool logarithmic = false;
    std::string title;
    std::vector<Tick> ticks;

    /// 0 at low, 1 at high. [any]
    double position(double value) const noexcept;
};

/// Multiples of 1, 2 or 5 times a power of ten between low and high, at most `most` of them (at least 2).
/// [any]
std::vector<Tick> roundTicks(double low, double high, int most);

/// Seconds from 0 on: "0:30" from one minute on, else "0.5". [any]
Axis timeAxis(double seconds);

/// Hz on the axis, kHz in the labels. A logarithmic one needs lowHz > 0. [any]
Axis frequencyAxis(double lowHz, double highHz, bool logarithmic);

/// dB with a title. [any]
Axis levelAxis(double lowDb, double highDb, const std::string& title);

} // namespace winnow::tools
