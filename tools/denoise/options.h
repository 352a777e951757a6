// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow denoise` was asked for.
#pragma once

#include "dsp/audio_file.h"
#include "separation/offline_denoiser.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace winnow::tools {

/// Part of a recording, in seconds from its start.
struct TimeRange {
    double from = 0, to = 0; ///< 0 <= from < to
};

struct DenoiseOptions {
    std::vector<std::string> inputs;
    std::string output;                 ///< -o: a file, "-" for standard output, or empty
    std::filesystem::path outputFolder; ///< --out-dir, or empty
    std::string model;
    std::filesystem::path noiseProfile;  ///< a recording of noise, or empty
    std::optional<TimeRange> learnNoise; ///< where each input holds noise only
    double learnSeconds = 0;             ///< see LearnOptions
    separation::OfflineOptions engine;
    bool stems = false;
    std::filesystem::path plot;                    ///< PNG, or empty
    std::string formatName;                        ///< --format: "flac", or empty
    std::optional<dsp::SampleFormat> sampleFormat; ///< --bit-depth
    std::optional<dsp::AudioFormat> raw;           ///< standard input is raw PCM of this format

    bool toStandardOutput() const { return output == "-"; }
};

/// "0.5-2" as seconds. Nothing for anything else. [any]
std::optional<TimeRange> parseTimeRange(const std::string& text);

} // namespace winnow::tools
