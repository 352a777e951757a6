// SPDX-License-Identifier: GPL-3.0-or-later
/// What a first look at a recording tells.
#pragma once

#include "separation/training/file_stamp.h"
#include "separation/training/frame_draw.h"
#include "separation/training/recording_frames.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::separation {

/// What the first pass learns about a recording, and what the second takes from it.
struct RecordingSurvey {
    std::string sha256; ///< of the file
    RecordingLength length;
    LevelCounts levels;
    std::int64_t framesUsed = 0;
    FileStamp stamp; ///< of the file that was surveyed
};

/// Appends a survey, for another rank of the same program. [any]
void pack(const RecordingSurvey& survey, std::string& bytes);
/// Takes the next one off the front. [any]
RecordingSurvey unpackSurvey(std::string_view& bytes);

} // namespace winnow::separation
