// SPDX-License-Identifier: GPL-3.0-or-later
/// The last seconds of a signal, written by the audio thread, read by any other.
#include "plugin/engine/capture_ring.h"

#include <algorithm>

namespace winnow::plugin {

void CaptureRing::prepare(std::size_t capacity) {
    capacity_ = std::max<std::size_t>(capacity, 1);
    samples_ = std::make_unique<std::atomic<float>[]>(capacity_);
    begun_ = 0;
    written_ = 0;
}

void CaptureRing::write(std::span<const float> samples) noexcept {
    if (!samples_) return;
    const std::uint64_t start = written_.load(std::memory_order_relaxed);
    // A reader that sees any of the new samples sees this too (Boehm, "Can seqlocks get along with
    // programming language memory models?", 2012).
    begun_.store(start + samples.size(), std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    std::size_t at = static_cast<std::size_t>(start % capacity_);
    for (const float sample : samples) {
        samples_[at].store(sample, std::memory_order_relaxed);
        if (++at == capacity_) at = 0;
    }
    written_.store(start + samples.size(), std::memory_order_release);
}

std::uint64_t CaptureRing::written() const noexcept {
    return written_.load(std::memory_order_acquire);
}

/// Copies from sample `from` on; returns how many at the start were overwritten meanwhile.
std::size_t CaptureRing::copy(std::uint64_t from, std::span<float> out) const noexcept {
    std::size_t at = static_cast<std::size_t>(from % capacity_);
    for (float& sample : out) {
        sample = samples_[at].load(std::memory_order_relaxed);
        if (++at == capacity_) at = 0;
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    const std::uint64_t begun = begun_.load(std::memory_order_relaxed);
    const std::uint64_t oldest = begun > capacity_ ? begun - capacity_ : 0;
    return oldest > from ? static_cast<std::size_t>(std::min<std::uint64_t>(oldest - from, out.size())) : 0;
}

std::vector<float> CaptureRing::last(std::size_t count) const {
    if (!samples_) return {};
    const std::uint64_t end = written();
    const std::size_t there =
        static_cast<std::size_t>(std::min<std::uint64_t>({count, end, std::uint64_t{capacity_}}));
    std::vector<float> out(there);
    const std::size_t lost = copy(end - there, out);
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(lost));
    return out;
}

std::span<const float> CaptureRing::read(std::uint64_t& position, std::span<float> out) const {
    if (!samples_) return {};
    const std::uint64_t end = written();
    if (position > end) position = end; // prepared anew meanwhile
    const std::uint64_t oldest = end > capacity_ ? end - capacity_ : 0;
    position = std::max(position, oldest);
    const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), end - position));
    const std::size_t lost = copy(position, out.first(there));
    position += there;
    return std::span<const float>(out).first(there).subspan(lost);
}

} // namespace winnow::plugin
