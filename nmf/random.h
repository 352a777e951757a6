// SPDX-License-Identifier: GPL-3.0-or-later
/// Random numbers by position, not by order: any thread may ask for any element and gets the same.
#pragma once

#include <cstdint>

namespace winnow::nmf {

/// SplitMix64 (Steele, Lea & Flood 2014): the output function of a counter.
constexpr std::uint64_t splitMix64(std::uint64_t x) noexcept {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// Element `index` of the sequence that belongs to a seed and a stream, uniform in [0, 1). [any]
constexpr double uniformAt(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
    const std::uint64_t start = splitMix64(splitMix64(seed) ^ stream);
    return static_cast<double>(splitMix64(start + index * 0x9E3779B97F4A7C15) >> 11) * 0x1p-53;
}

} // namespace winnow::nmf
