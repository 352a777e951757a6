// SPDX-License-Identifier: GPL-3.0-or-later
/// The dry path in the host's own precision: whole samples late, bit for bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace winnow::plugin {

/// One ring of frames; all channels advance together.
template <class Sample> class SampleDelay {
public:
    /// @param delay  samples, 0 or more  @param block  most samples between push and advance [main]
    void prepare(int channels, int delay, std::size_t block) {
        delay_ = static_cast<std::size_t>(delay);
        size_ = delay_ + block;
        rings_.assign(static_cast<std::size_t>(channels), std::vector<Sample>(size_, Sample{0}));
        position_ = 0;
    }
    void reset() noexcept {
        for (auto& ring : rings_)
            std::fill(ring.begin(), ring.end(), Sample{0});
    }

    /// Stores the newest samples of a channel; what is not finite counts as 0. [audio]
    void push(std::size_t channel, const Sample* in, std::size_t count) noexcept {
        std::size_t at = position_;
        for (std::size_t i = 0; i < count; ++i) {
            rings_[channel][at] = std::isfinite(in[i]) ? in[i] : Sample{0};
            if (++at == size_) at = 0;
        }
    }
    /// The samples as old as the delay that belong to those pushed last. [audio]
    void read(std::size_t channel, Sample* out, std::size_t count) const noexcept {
        std::size_t at = (position_ + size_ - delay_) % size_;
        for (std::size_t i = 0; i < count; ++i) {
            out[i] = rings_[channel][at];
            if (++at == size_) at = 0;
        }
    }
    /// After push and read of every channel. [audio]
    void advance(std::size_t count) noexcept { position_ = (position_ + count) % size_; }

private:
    std::size_t delay_ = 0, size_ = 1, position_ = 0;
    std::vector<std::vector<Sample>> rings_;
};

} // namespace winnow::plugin
