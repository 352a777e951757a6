// SPDX-License-Identifier: GPL-3.0-or-later
/// What the window shows, published by the audio thread without waiting.
#include "plugin/engine/display_feed.h"

#include <algorithm>

namespace winnow::plugin {

namespace {

constexpr double keptSeconds = 0.5; // the window reads 30 times a second; twenty times that is safe

void copyIn(std::span<const float> values, std::vector<std::atomic<float>>& places,
            std::atomic<std::size_t>& count) noexcept {
    const std::size_t n = std::min(values.size(), places.size());
    for (std::size_t i = 0; i < n; ++i)
        places[i].store(values[i], std::memory_order_relaxed);
    count.store(n, std::memory_order_relaxed);
}

void copyOut(const std::vector<std::atomic<float>>& places, std::size_t count, std::vector<float>& values) {
    values.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = places[i].load(std::memory_order_relaxed);
}

} // namespace

void PeakMeter::add(float peak) noexcept {
    // Between the two someone may have taken the peak: then it shows twice, which nobody sees.
    if (peak > peak_.load(std::memory_order_relaxed)) peak_.store(peak, std::memory_order_relaxed);
}

void DisplayFeed::prepare(double sampleRate) {
    const auto samples = static_cast<std::size_t>(keptSeconds * sampleRate);
    dry.prepare(samples);
    clean.prepare(samples);
    bins_ = 0;
    atoms_ = 0;
}

void DisplayFeed::addSound(std::span<const float> drySound, std::span<const float> cleanSound) noexcept {
    dry.write(drySound);
    clean.write(cleanSound);
}

void DisplayFeed::addFrame(std::span<const float> gain, std::span<const float> activations) noexcept {
    const unsigned version = version_.load(std::memory_order_relaxed);
    version_.store(version + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    copyIn(gain, gain_, bins_);
    copyIn(activations, activations_, atoms_);
    version_.store(version + 2, std::memory_order_release);
}

bool DisplayFeed::latest(DisplayFrame& frame) const {
    const unsigned before = version_.load(std::memory_order_acquire);
    if (before % 2 == 1) return false;
    copyOut(gain_, bins_.load(std::memory_order_relaxed), frame.gain);
    copyOut(activations_, atoms_.load(std::memory_order_relaxed), frame.activations);
    std::atomic_thread_fence(std::memory_order_acquire);
    return version_.load(std::memory_order_relaxed) == before;
}

} // namespace winnow::plugin
