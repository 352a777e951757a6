// SPDX-License-Identifier: GPL-3.0-or-later
/// Files of any length in bounded memory, with the engine of the real-time path.
#pragma once

#include "separation/streaming_denoiser.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace winnow::separation {

enum class Quality {
    Standard,  ///< sample for sample what the real-time path gives
    High,      ///< twice the overlap
    LowLatency ///< what the real-time path gives with StreamSpec::lowLatency
};

struct OfflineOptions {
    DenoiserControls controls;
    Quality quality = Quality::Standard;
    bool linkChannels = true;
};

/// Fills interleaved samples, returns frames read; 0 at the end.
using ReadFrames = std::function<std::int64_t(std::span<float>)>;
/// Takes interleaved clean and noise samples of the same frames (noise = input - clean).
using WriteFrames = std::function<void(std::span<const float> clean, std::span<const float> noise)>;
/// Frames written so far; returning false cancels.
using OfflineProgress = std::function<bool(std::int64_t frames)>;

struct OfflineResult {
    std::int64_t frames = 0; ///< written
    int latency = 0;         ///< of the engine, in samples; already removed from the output
    bool cancelled = false;
};

/// Reads to the end, writes exactly as many frames, aligned with the input. Memory does not depend on the
/// length. What `read`, `write` and `progress` throw comes through. [main]
/// @throws std::invalid_argument: see StreamingDenoiser::prepare
OfflineResult denoise(ModelPtr model, double sampleRate, int channels, const OfflineOptions& options,
                      const ReadFrames& read, const WriteFrames& write, const OfflineProgress& progress = {});

/// One channel in memory: clean estimate of the same length. [main]
std::vector<float> denoise(ModelPtr model, double sampleRate, std::span<const float> samples,
                           const OfflineOptions& options = {});

} // namespace winnow::separation
