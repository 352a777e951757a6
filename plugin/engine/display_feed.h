// SPDX-License-Identifier: GPL-3.0-or-later
/// What the window shows, published by the audio thread without waiting.
#pragma once

#include "plugin/engine/capture_ring.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

namespace winnow::plugin {

/// Largest value since somebody last asked.
class PeakMeter {
public:
    void add(float peak) noexcept;                                                    ///< [audio]
    float take() noexcept { return peak_.exchange(0.0F, std::memory_order_relaxed); } ///< [any]

private:
    std::atomic<float> peak_{0.0F};
};

/// Mask and activations of one frame.
struct DisplayFrame {
    std::vector<float> gain;        ///< 0 .. 1, a bin each; empty without a model
    std::vector<float> activations; ///< one an atom
};

class DisplayFeed {
public:
    static constexpr std::size_t mostBins = 6145;  ///< 64 ms at 192 kHz; what is beyond is not shown
    static constexpr std::size_t mostAtoms = 2048; ///< constants::mostAtoms

    void prepare(double sampleRate); ///< [main], no other thread meanwhile

    /// Someone looks: without, the audio thread saves itself the work. [any]
    void setActive(bool active) noexcept { isActive_.store(active, std::memory_order_relaxed); }
    bool isActive() const noexcept { return isActive_.load(std::memory_order_relaxed); }

    /// One block of the delayed input and the clean output, mean over channels. [audio]
    void addSound(std::span<const float> dry, std::span<const float> clean) noexcept;
    void addFrame(std::span<const float> gain, std::span<const float> activations) noexcept; ///< [audio]

    /// The frame published last; false where it is being written just then: ask again later. [any but audio]
    bool latest(DisplayFrame& frame) const;

    CaptureRing dry, clean; ///< for spectrograms, aligned with each other
    PeakMeter inputPeak, outputPeak;
    std::atomic<float> load{0.0F};      ///< share of the block's time, smoothed
    std::atomic<float> worstLoad{0.0F}; ///< largest since someone set it to 0

private:
    std::atomic<bool> isActive_{false};
    std::atomic<unsigned> version_{0}; // odd while a frame is written
    std::atomic<std::size_t> bins_{0}, atoms_{0};
    std::vector<std::atomic<float>> gain_ = std::vector<std::atomic<float>>(mostBins);
    std::vector<std::atomic<float>> activations_ = std::vector<std::atomic<float>>(mostAtoms);
};

} // namespace winnow::plugin
