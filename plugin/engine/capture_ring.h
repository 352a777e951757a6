// SPDX-License-Identifier: GPL-3.0-or-later
/// The last seconds of a signal, written by the audio thread, read by any other, without waiting.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace winnow::plugin {

/// One writer. A reader that is overtaken while it copies gives up what was overwritten, so that what it
/// returns is always whole: consecutive samples as written.
class CaptureRing {
public:
    /// Allocates and forgets. No other thread may use the ring meanwhile. @param capacity  samples, 1 or more
    void prepare(std::size_t capacity);

    void write(std::span<const float> samples) noexcept; ///< [audio]

    std::uint64_t written() const noexcept; ///< samples since prepare [any]
    std::size_t capacity() const noexcept { return capacity_; }

    /// The last `count` samples written, or fewer if there are not so many. Allocates. [any but audio]
    std::vector<float> last(std::size_t count) const;
    /// What was written after the first `position` samples, as far as it is still there and fits `out`;
    /// `position` moves behind what is returned. [any but audio]
    std::span<const float> read(std::uint64_t& position, std::span<float> out) const;

private:
    std::size_t copy(std::uint64_t from, std::span<float> out) const noexcept;

    std::unique_ptr<std::atomic<float>[]> samples_;
    std::size_t capacity_ = 0;
    std::atomic<std::uint64_t> begun_{0}, written_{0}; // before and after the samples are stored
};

} // namespace winnow::plugin
