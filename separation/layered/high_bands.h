// SPDX-License-Identifier: GPL-3.0-or-later
/// The mask above the model's 8 kHz: bands with a noise tracker each, led by the mask just below.
#pragma once

#include "separation/layered/layered_core.h"
#include "separation/layered/noise_tracker.h"

#include <span>
#include <vector>

namespace winnow::separation::layered {

class HighBands {
public:
    /// Bands about one ERB wide over the bins from `firstBin` on; none where there are no such bins.
    /// Allocates. [main]
    /// @param binSpacing  Hz
    void prepare(int firstBin, int binCount, double binSpacing);
    /// Noise that is expected in the bands, from its power on all bins (negative where unknown), which stays
    /// where it is; without it nothing is. [main]
    void setExpected(std::span<const float> power) noexcept { expected_ = power; }
    /// Forgets the past. [audio]
    void reset() noexcept;

    int bands() const noexcept { return static_cast<int>(edges_.size()) - 1; }
    /// First bin of every band, and the end of the last. [any]
    const std::vector<int>& edges() const noexcept { return edges_; }

    /// One frame.
    /// @param power  all bins
    /// @param below  mean mask of the highest bins of the model's band
    /// @param controls  the core's
    /// @param gain   all bins; those from firstBin on are set. [audio]
    void process(std::span<const float> power, float below, const CoreControls& controls,
                 std::span<float> gain) noexcept;

private:
    float meanOf(std::span<const float> values, std::size_t band) const noexcept;
    void track(const CoreControls& controls) noexcept;

    std::vector<int> edges_{0};
    NoiseTracker tracker_;
    std::span<const float> expected_;
    std::vector<float> bandPower_, bandExpected_;
    std::vector<float> previous_; // decision-directed SNR of the last frame
};

} // namespace winnow::separation::layered
