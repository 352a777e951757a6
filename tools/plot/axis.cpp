// SPDX-License-Identifier: GPL-3.0-or-later
/// Axes and their round numbers.
#include "tools/plot/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace winnow::tools {
namespace {

constexpr int mostTimeTicks = 12, mostFrequencyTicks = 8, mostLevelTicks = 9;

std::vector<Tick> ticksEvery(double step, double low, double high,
                             std::string (*label)(double value, double step)) {
    std::vector<Tick> ticks;
    const double slack = 1e-9 * (high - low);
    for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
        const double value = i == 0 ? 0.0 : i * step; // not "-0"
        ticks.push_back({value, label(value, step)});
    }
    return ticks;
}

std::string decimalLabel(double value, double step) {
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    return fmt::format("{}{:.{}f}", value < 0 ? "\u2212" : "", std::abs(value),
                       decimals); // a minus sign, not a hyphen
}

std::string clockLabel(double value, double) {
    const auto seconds = static_cast<long long>(std::llround(value));
    if (seconds >= 3600)
        return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

double roundStep(double range, int most) {
    const double least = range / std::max(1, most - 1);
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

} // namespace

double Axis::position(double value) const noexcept {
    return logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

std::vector<Tick> roundTicks(double low, double high, int most) {
    return ticksEvery(roundStep(high - low, most), low, high, decimalLabel);
}

Axis timeAxis(double seconds) {
    Axis axis{0, std::max(seconds, 1e-3), false, "time (s)", {}};
    if (axis.high < 60) {
        axis.ticks = roundTicks(0, axis.high, mostTimeTicks);
        return axis;
    }
    // Clock steps: 5 s to 30 s, minutes, hours; beyond, whole days' worth of hours by doubling.
    constexpr std::array<double, 10> steps{5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800};
    double step = 3600;
    while (axis.high / step > mostTimeTicks - 1)
        step *= 2;
    for (const double candidate : steps) {
        if (axis.high / candidate <= mostTimeTicks - 1) {
            step = candidate;
            break;
        }
    }
    axis.title = axis.high < 3600 ? "time (min:s)" : "time (h:min:s)";
    axis.ticks = ticksEvery(step, 0, axis.high, clockLabel);
    return axis;
}

Axis frequencyAxis(double lowHz, double highHz, bool logarithmic) {
    Axis axis{lowHz, highHz, logarithmic, "frequency (kHz)", {}};
    if (!logarithmic) {
        for (Tick& tick : axis.ticks = roundTicks(lowHz / 1000, highHz / 1000, mostFrequencyTicks))
            tick.value *= 1000;
        return axis;
    }
    for (double decade = 1e-3; decade < 1e9; decade *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double hertz = factor * decade;
            if (hertz >= lowHz && hertz <= highHz * (1 + 1e-9))
                axis.ticks.push_back({hertz, fmt::format("{:g}", hertz / 1000)});
        }
    }
    return axis;
}

Axis levelAxis(double lowDb, double highDb, const std::string& title) {
    return {lowDb, highDb, false, title, roundTicks(lowDb, highDb, mostLevelTicks)};
}

} // namespace winnow::tools
