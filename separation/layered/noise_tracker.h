// SPDX-License-Identifier: GPL-3.0-or-later
/// Noise power in every band, tracked through speech.
#pragma once

#include <span>
#include <vector>

namespace winnow::separation::layered {

/// Unbiased MMSE noise power estimation with a fixed prior SNR of 15 dB (Gerkmann & Hendriks 2012, section
/// IV), with a quick average over the first frames.
class NoiseTracker {
public:
    /// Allocates. [main]
    void prepare(int bands);
    /// Forgets everything; the next update starts afresh. [audio]
    void reset() noexcept { frames_ = 0; }

    /// One frame. @param power  prepared number of bands, finite, non-negative. [audio]
    void update(std::span<const float> power) noexcept;

    /// Pulls the estimate towards a noise that is expected: q = (1 - weight) q + weight expected.
    /// @param expected  prepared number of bands, power; where it is negative nothing is known
    /// @param weight    0 .. 1. [audio]
    void hold(std::span<const float> expected, float weight) noexcept;

    bool started() const noexcept { return frames_ > 0; }
    /// Estimated noise power; meaningless before the first update. [audio]
    std::span<const float> noise() const noexcept { return noise_; }

private:
    std::vector<float> noise_;    // q
    std::vector<float> presence_; // smoothed probability of speech
    std::vector<float> speech_;   // scratch
    int frames_ = 0;              // up to the end of the quick start
};

} // namespace winnow::separation::layered
