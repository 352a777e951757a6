// SPDX-License-Identifier: GPL-3.0-or-later
/// Follows the noise under speech: the minimum of each bin's smoothed magnitude over the last second and a
/// half.
#pragma once

#include <span>
#include <vector>

namespace winnow::separation {

/// Minimum statistics (Martin 2001) on magnitudes: P = s P + (1 - s) |X|, the estimate is the minimum of P
/// over the last window. The window is kept as sub-windows (sec. IV of the paper), so that a frame costs a
/// few passes over the bins; the minimum is over at least the window, at most one sub-window more.
class MinimumTracker {
public:
    /// Allocates. @param hops  the hop prepared for, in units of the hop the constants are given for. [main]
    void prepare(int bins, double hops);

    /// Forgets the past: the next frame starts anew. [audio]
    void reset() noexcept;

    /// @param magnitude  bins values, finite, not negative. [audio]
    void update(std::span<const float> magnitude) noexcept;

    /// The minima, bins values; zeros before the first update. [audio]
    std::span<const float> minimum() const noexcept { return minimum_; }

private:
    void settle(std::span<const float> magnitude) noexcept;
    void closeSubWindow() noexcept;

    std::vector<float> smoothed_, current_, minimum_;
    std::vector<std::vector<float>>
        closed_;           // minima of the sub-windows before the current one, oldest overwritten
    std::size_t next_ = 0; // of closed_, to be overwritten
    int frames_ = 0;       // in the current sub-window
    int subWindowFrames_ = 1;
    float keep_ = 0;
    int settled_ = 0; // frames in the mean that the tracker starts from
};

} // namespace winnow::separation
