// SPDX-License-Identifier: GPL-3.0-or-later
/// Turns blocks of any size into hops.
#pragma once

#include <span>
#include <vector>

namespace winnow::dsp {

/// Collects input until a hop is full, has it processed, and plays the result one hop later. The output does
/// not depend on how the input is cut into blocks.
class Framer {
public:
    /// Allocates. @throws std::invalid_argument for channels < 1 or hop < 1. [main]
    void prepare(int channels, int hop);

    /// Clears the buffered samples. [audio]
    void reset() noexcept;

    /// Delay of the output, in samples: one hop.
    int latency() const noexcept { return hop_; }

    /// @param in, out  `channels` pointers to `samples` samples each; may be the same buffers
    /// @param onHop    called as onHop(std::span<const float* const> hopIn, std::span<float* const> hopOut),
    /// one pointer
    ///                 a channel to hop samples each, whenever a hop is full; must be noexcept in effect
    /// [audio]
    template <class OnHop>
    void process(const float* const* in, float* const* out, int samples, OnHop&& onHop) noexcept;

private:
    int hop_ = 0;
    int filled_ = 0;
    std::vector<std::vector<float>> in_, out_;
    std::vector<const float*> inPointers_;
    std::vector<float*> outPointers_;
};

template <class OnHop>
void Framer::process(const float* const* in, float* const* out, int samples, OnHop&& onHop) noexcept {
    const int channels = static_cast<int>(in_.size());
    for (int done = 0; done < samples;) {
        const int n = samples - done < hop_ - filled_ ? samples - done : hop_ - filled_;
        for (int c = 0; c < channels; ++c) {
            for (int i = 0; i < n; ++i) {
                in_[c][filled_ + i] = in[c][done + i];
                out[c][done + i] = out_[c][filled_ + i];
            }
        }
        filled_ += n;
        done += n;
        if (filled_ == hop_) {
            onHop(std::span<const float* const>(inPointers_), std::span<float* const>(outPointers_));
            filled_ = 0;
        }
    }
}

} // namespace winnow::dsp
