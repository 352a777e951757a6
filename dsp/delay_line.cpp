// SPDX-License-Identifier: GPL-3.0-or-later
/// Constant delay of whole samples.
#include "dsp/delay_line.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <string>

namespace winnow::dsp {

void DelayLine::prepare(int channels, int delay) {
    if (channels < 1 || delay < 0)
        throw std::invalid_argument("delay line: " + std::to_string(channels) + " channels and " +
                                    std::to_string(delay) +
                                    " samples; give at least 1 channel and no negative delay");
    buffers_.assign(static_cast<std::size_t>(channels),
                    std::vector<float>(static_cast<std::size_t>(delay), 0.0F));
    positions_.assign(static_cast<std::size_t>(channels), 0);
    delay_ = delay;
}

void DelayLine::reset() noexcept {
    for (auto& buffer : buffers_)
        std::fill(buffer.begin(), buffer.end(), 0.0F);
    std::fill(positions_.begin(), positions_.end(), 0);
}

void DelayLine::process(int channel, std::span<const float> in, std::span<float> out) noexcept {
    assert(in.size() == out.size());
    if (delay_ == 0) {
        std::copy(in.begin(), in.end(), out.begin());
        return;
    }
    std::vector<float>& buffer = buffers_[static_cast<std::size_t>(channel)];
    int& position = positions_[static_cast<std::size_t>(channel)];
    for (std::size_t i = 0; i < in.size(); ++i) {
        const float newest = in[i]; // kept before `out`, which may be the same buffer, is written
        out[i] = buffer[static_cast<std::size_t>(position)];
        buffer[static_cast<std::size_t>(position)] = newest;
        if (++position == delay_) position = 0;
    }
}

} // namespace winnow::dsp
