// SPDX-License-Identifier: GPL-3.0-or-later
/// The frames of one class (speech or noise) that are learned from: two passes over its recordings, neither
/// of which holds more audio than a few blocks.
#pragma once

#include "nmf/types.h"
#include "separation/training/corpus.h"
#include "separation/training/file_stamp.h"
#include "separation/training/frame_draw.h"
#include "separation/training/recording_frames.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace winnow::separation {

/// What the first pass learns about a recording, and what the second takes from it.
struct RecordingSurvey {
    std::string sha256; ///< of the file
    RecordingLength length;
    LevelHistogram levels;
    std::int64_t framesUsed = 0;
    FileStamp stamp; ///< of the file that was surveyed
};

struct FrameDrawOptions {
    std::string label; ///< "speech", "noise": for messages and the draw
    FrameGrid grid;
    std::int64_t maxFrames = 0;
    double secondsPerCategory = 0;
    std::uint64_t seed = 0;
    int threads = 1;
};

/// Recordings read, of all; returning false cancels.
using ReadingProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// First pass: levels, lengths, hashes. One survey a recording; empty if cancelled.
/// @throws std::runtime_error naming the recording that cannot be read. [main]
std::vector<RecordingSurvey> surveyRecordings(const Corpus& corpus, const FrameDrawOptions& options,
                                              const ReadingProgress& progress);

/// Second pass: draws the frames (see trainDictionaries) and gives their magnitudes, each frame divided by
/// its mean, plus trainingConstants::valueFloor: bins x frames, in the order of the corpus; 0 x 0 if
/// cancelled. Sets framesUsed.
/// @param minFrames  fewer are an error
/// @throws std::runtime_error: silent, too few frames, a recording cannot be read or changed meanwhile.
/// [main]
nmf::Matrix<float> drawFrames(const Corpus& corpus, const FrameDrawOptions& options, std::int64_t minFrames,
                              std::vector<RecordingSurvey>& surveys, const ReadingProgress& progress);

} // namespace winnow::separation
