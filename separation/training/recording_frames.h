// SPDX-License-Identifier: GPL-3.0-or-later
/// A recording as a sequence of frames, read in a stream.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace winnow::separation {

/// How recordings are cut.
struct FrameGrid {
    double sampleRate = 0; ///< Hz; recordings are converted to it
    int frameSize = 0;     ///< samples
    int hop = 0;           ///< samples
};

struct RecordingLength {
    double seconds = 0;
    int fileSampleRate = 0; ///< Hz, before conversion
};

/// Gives every whole frame (frameSize samples, not windowed, mean of the channels) to `use`, in order: frame
/// t starts at sample t * hop. Memory does not depend on the recording's length. [any]
/// @throws std::runtime_error naming the file: not readable, damaged, samples that are not finite
RecordingLength forEachFrame(const std::filesystem::path& path, const FrameGrid& grid,
                             const std::function<void(std::span<const float>)>& use);

} // namespace winnow::separation
