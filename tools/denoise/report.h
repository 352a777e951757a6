// SPDX-License-Identifier: GPL-3.0-or-later
/// What became of each file.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace winnow::tools {

struct FileReport {
    std::string input, output;
    int sampleRate = 0; ///< Hz
    int channels = 0;
    double seconds = 0;           ///< length of the sound
    double processingSeconds = 0; ///< time from opening the input to closing the output
    int latencySamples = 0;       ///< of the engine; already taken out of the output
    std::string error;            ///< empty: done

    double timesRealTime() const noexcept { return processingSeconds > 0 ? seconds / processingSeconds : 0; }
};

/// {"files": [...], "failed": n}; a failed file has input and error only. [any]
nlohmann::ordered_json toJson(const std::vector<FileReport>& reports);

} // namespace winnow::tools
