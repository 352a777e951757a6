// SPDX-License-Identifier: GPL-3.0-or-later
/// Constant delay of whole samples.
#pragma once

#include <span>
#include <vector>

namespace winnow::dsp {

class DelayLine {
public:
    /// Allocates. @throws std::invalid_argument for channels < 1 or delay < 0. [main]
    void prepare(int channels, int delay);

    /// Clears to silence. [audio]
    void reset() noexcept;

    int delay() const noexcept { return delay_; } ///< samples

    /// Bit-exact copy of the input, `delay()` samples later; in and out may be the same buffer. Channels
    /// advance apart: give every channel the same number of samples. [audio]
    void process(int channel, std::span<const float> in, std::span<float> out) noexcept;

private:
    int delay_ = 0;
    std::vector<std::vector<float>> buffers_;
    std::vector<int> positions_;
};

} // namespace winnow::dsp
