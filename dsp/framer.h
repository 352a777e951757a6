// SPDX-License-Identifier: GPL-3.0-or-later
/// Turns blocks of any size into hops.
#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <vector>

namespace winnow::dsp {

/// What a Framer has done for it. All [audio].
template <class T>
concept HopWork = requires(T work, std::span<const float* const> in, std::span<float* const> out) {
    work.begin(in);     ///< a hop is full: one pointer a channel to hop samples, valid during the call only
    work.advance(1, 2); ///< 1 of 2 samples of the spread have come in since
    work.finish(out);   ///< the spread is over: the result is due
};

/// Collects input until a hop is full, has it processed while the next `spread` samples come in, and plays
/// the result. The output does not depend on how the input is cut into blocks; what a block costs does: the
/// work on a hop is divided among the blocks of the spread.
class Framer {
public:
    /// Allocates. @param spread  samples over which a hop's work may be spread, 0 .. hop
    /// @throws std::invalid_argument for channels < 1, hop < 1 or a spread out of range. [main]
    void prepare(int channels, int hop, int spread = 0);

    /// Clears the buffered samples; a hop begun is not finished. [audio]
    void reset() noexcept;

    /// Delay of the output, in samples: a hop and the spread.
    int latency() const noexcept { return hop_ + spread_; }

    /// @param in, out  `channels` pointers to `samples` samples each; may be the same buffers
    /// @param work     must not throw. [audio]
    void process(const float* const* in, float* const* out, int samples, HopWork auto&& work) noexcept;

private:
    int nextEdge() const noexcept { return filled_ < spread_ ? spread_ : hop_; }

    int hop_ = 0, spread_ = 0;
    int filled_ = 0;     // of the hop coming in
    int played_ = 0;     // of the hop going out
    bool begun_ = false; // a hop is being worked on
    std::vector<std::vector<float>> in_, out_;
    std::vector<const float*> inPointers_;
    std::vector<float*> outPointers_;
};

void Framer::process(const float* const* in, float* const* out, int samples, HopWork auto&& work) noexcept {
    for (int done = 0; done < samples;) {
        const int n = std::min(samples - done, nextEdge() - filled_);
        for (std::size_t c = 0; c < in_.size(); ++c) {
            for (int i = 0; i < n; ++i) {
                in_[c][static_cast<std::size_t>(filled_ + i)] = in[c][done + i];
                out[c][done + i] = out_[c][static_cast<std::size_t>(played_ + i)];
            }
        }
        filled_ += n;
        played_ += n;
        done += n;
        if (begun_ && filled_ <= spread_) work.advance(filled_, spread_);
        if (begun_ && filled_ == spread_) {
            work.finish(std::span<float* const>(outPointers_));
            begun_ = false;
        }
        if (filled_ == spread_) played_ = 0;
        if (filled_ == hop_) {
            work.begin(std::span<const float* const>(inPointers_));
            filled_ = 0;
            begun_ = spread_ > 0;
            if (!begun_) {
                work.finish(std::span<float* const>(outPointers_));
                played_ = 0;
            }
        }
    }
}

} // namespace winnow::dsp
