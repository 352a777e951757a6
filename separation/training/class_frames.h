// SPDX-License-Identifier: GPL-3.0-or-later
/// The frames of one class (speech or noise) that are learned from: two passes over its recordings, neither
/// of which holds more audio than a few blocks.
#pragma once

#include "nmf/communicator.h"
#include "nmf/types.h"
#include "separation/training/corpus.h"
#include "separation/training/recording_survey.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace winnow::separation {

struct FrameDrawOptions {
    std::string label; ///< "speech", "noise": for messages and the draw
    FrameGrid grid;
    std::int64_t maxFrames = 0; ///< 0: all that are loud enough
    double secondsPerCategory = 0;
    std::uint64_t seed = 0;
    int threads = 1;
    nmf::Communicator* ranks = nullptr; ///< share the recordings out; null: one process
};

/// Recordings read, of all; returning false cancels.
using ReadingProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// First pass: levels, lengths, hashes. One survey a recording, on all ranks; empty if cancelled.
/// @throws std::runtime_error naming the recording that cannot be read. [main]
std::vector<RecordingSurvey> surveyRecordings(const Corpus& corpus, const FrameDrawOptions& options,
                                              const ReadingProgress& progress);

/// Which frames of which recording become columns.
struct FramePlan {
    int level = 0;                     ///< bin: frames below are not counted
    std::vector<std::int64_t> columns; ///< where each recording's begin, and where the last ends
    /// For each recording, of its frames at or above the level, which are taken; empty: all of them.
    std::vector<std::vector<bool>> taken;

    std::int64_t total() const { return columns.back(); }
};

/// Draws the frames (see trainDictionaries) and sets framesUsed. The same on all ranks.
/// @param minFrames  fewer are an error
/// @throws std::runtime_error: silent, too few frames. [any]
FramePlan planFrames(const Corpus& corpus, const FrameDrawOptions& options, std::int64_t minFrames,
                     std::vector<RecordingSurvey>& surveys);

/// Takes a column (counted from the first of the range); by several threads at once.
using FrameSink = std::function<void(nmf::Index column, std::span<const float> magnitudes)>;

/// Second pass: gives the magnitudes of the frames that are columns first .. first+count-1, each divided by
/// its mean, plus trainingConstants::valueFloor. Reads only the recordings these are in.
/// @returns false if cancelled
/// @throws std::runtime_error: a recording cannot be read or changed meanwhile. [main]
bool drawFrames(const Corpus& corpus, const FrameDrawOptions& options, const FramePlan& plan,
                const std::vector<RecordingSurvey>& surveys, std::int64_t first, std::int64_t count,
                const FrameSink& sink, const ReadingProgress& progress);

} // namespace winnow::separation
