// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a denoised sound goes, and in which format: that of the input unless told otherwise.
#pragma once

#include "dsp/audio_file.h"
#include "tools/denoise/options.h"
#include "tools/input_files.h"

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::tools {

struct OutputPlan {
    std::filesystem::path path;     ///< "-" for standard output
    dsp::AudioFormat format;        ///< of all outputs; frames as expected, -1: unknown
    std::vector<std::string> notes; ///< what is not as in the input though nobody asked for it
    bool inFolder = false;          ///< below --out-dir, where folders are made as needed

    bool toStandardOutput() const { return path == "-"; }
};

/// Container: --format, else the extension of -o, else the input's (in a pipe: WAV, or raw PCM for raw
/// input). Bit depth: --bit-depth, else the input's, else the nearest the container holds.
/// @throws FileError for an extension that names no container. [main]
OutputPlan planOutput(const DenoiseOptions& options, const InputFile& input, const dsp::AudioFormat& format);

/// NAME.speech.EXT or NAME.noise.EXT beside NAME.EXT. [any]
std::filesystem::path stemPath(const std::filesystem::path& output, const std::string& stem);

/// "16 bit", "32 bit float", "Vorbis". [any]
std::string shownSampleFormat(dsp::SampleFormat format);

} // namespace winnow::tools
