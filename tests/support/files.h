// SPDX-License-Identifier: GPL-3.0-or-later
/// Small files for tests, written and read at once; the folders above are made.
#pragma once

#include "dsp/audio_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

namespace winnow::test {

inline std::filesystem::path writeFile(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

inline std::string contentOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A WAV file of floats; interleaved where there are more channels. Replaces what is there.
inline std::filesystem::path writeWav(const std::filesystem::path& path, std::span<const float> samples,
                                      int sampleRate, int channels = 1) {
    std::filesystem::create_directories(path.parent_path());
    dsp::AudioFormat format;
    format.sampleRate = sampleRate;
    format.channels = channels;
    format.sampleFormat = dsp::SampleFormat::Float32;
    dsp::AudioWriter writer(path, format, {}, true);
    writer.write(samples);
    writer.close();
    return path;
}

} // namespace winnow::test
