// SPDX-License-Identifier: GPL-3.0-or-later
/// Analysis and synthesis windows.
#include "dsp/window.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

namespace winnow::dsp {

namespace {

/// Value i of a periodic Hann window of the given period, as sin^2: exact zero at i = 0, no cancellation
/// beside it.
double hannValue(int i, int period) {
    const double sine = std::sin(std::numbers::pi * i / period);
    return sine * sine;
}

void requireSize(int size) {
    if (size < 1)
        throw std::invalid_argument("window size " + std::to_string(size) +
                                    " is not possible: give 1 or more");
}

template <class Value> std::vector<float> makeWindow(int size, Value value) {
    requireSize(size);
    std::vector<float> window(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i)
        window[i] = static_cast<float>(value(i));
    return window;
}

} // namespace

std::vector<float> hann(int size) {
    return makeWindow(size, [size](int i) { return hannValue(i, size); });
}

std::vector<float> hamming(int size) {
    return makeWindow(size, [size](int i) { return 0.08 + 0.92 * hannValue(i, size); });
}

std::vector<float> sqrtHann(int size) {
    return makeWindow(size, [size](int i) { return std::sin(std::numbers::pi * i / size); });
}

WindowPair sqrtHannPair(int size) {
    return {sqrtHann(size), sqrtHann(size)};
}

WindowPair asymmetricPair(int size, int hop) {
    if (hop < 1 || hop > size / 2)
        throw std::invalid_argument("asymmetric windows of size " + std::to_string(size) +
                                    " need a hop from 1 to " + std::to_string(size / 2) + ", not " +
                                    std::to_string(hop));
    const int rise = size - hop;        // the analysis window rises that long, then falls over one hop
    const int support = size - 2 * hop; // here the synthesis window begins
    const auto risingHalf = [rise](int i) { return std::sin(0.5 * std::numbers::pi * i / rise); };
    const auto fallingHalf = [=](int i) { return std::sin(0.5 * std::numbers::pi * (i - support) / hop); };

    WindowPair pair;
    pair.analysis = makeWindow(size, [&](int i) { return i < rise ? risingHalf(i) : fallingHalf(i); });
    pair.synthesis = makeWindow(size, [&](int i) {
        if (i <= support)
            return 0.0; // the product's first sample is zero, also where the analysis window's is
        return i < rise ? hannValue(i - support, 2 * hop) / risingHalf(i) : fallingHalf(i);
    });
    return pair;
}

double colaError(const WindowPair& windows, int hop) {
    const std::size_t size = std::min(windows.analysis.size(), windows.synthesis.size());
    const std::size_t step = static_cast<std::size_t>(std::max(hop, 1));
    std::vector<double> sums(step, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        sums[i % step] +=
            static_cast<double>(windows.analysis[i]) * static_cast<double>(windows.synthesis[i]);

    double mean = 0;
    for (const double sum : sums)
        mean += sum / static_cast<double>(step);
    double deviation = 0;
    for (const double sum : sums)
        deviation = std::max(deviation, std::abs(sum - mean));
    return mean != 0 ? deviation / std::abs(mean) : std::numeric_limits<double>::infinity();
}

} // namespace winnow::dsp
