// SPDX-License-Identifier: GPL-3.0-or-later
/// Signals the tests of dsp/ share.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace winnow::test {

/// Uniform noise in [-1, 1), the same on every machine.
inline std::vector<float> noise(std::size_t size, std::uint32_t seed = 1) {
    std::vector<float> samples(size);
    for (float& sample : samples) {
        seed = seed * 1664525U + 1013904223U; // Numerical Recipes' linear congruential generator
        sample = static_cast<float>(seed >> 8) / 8388608.0F - 1.0F;
    }
    return samples;
}

/// amplitude * sin(2 pi frequency i / rate + phase)
inline std::vector<float> sine(std::size_t size, double frequency, double rate, double amplitude = 0.5,
                               double phase = 0) {
    std::vector<float> samples(size);
    for (std::size_t i = 0; i < size; ++i)
        samples[i] = static_cast<float>(
            amplitude * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate + phase));
    return samples;
}

/// Largest |a - b| over the shorter one.
inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return largest;
}

} // namespace winnow::test
