// SPDX-License-Identifier: GPL-3.0-or-later
/// Small helpers for tests on audio files.
#pragma once

#include "dsp/audio_file.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace winnow::test {

inline dsp::AudioFormat formatOf(dsp::Container container, dsp::SampleFormat sampleFormat, int channels = 1,
                                 int sampleRate = 48000, std::int64_t frames = -1) {
    return {sampleRate, channels, container, sampleFormat, frames};
}

/// Writes all samples at once, under any old file of that name.
inline void writeAudio(const std::filesystem::path& path, dsp::AudioFormat format,
                       const std::vector<float>& samples, const dsp::AudioMetadata& metadata = {}) {
    format.frames = std::ssize(samples) / format.channels;
    dsp::AudioWriter writer(path, format, metadata, true);
    writer.write(samples);
    writer.close();
}

inline std::vector<std::uint8_t> bytesOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void writeBytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// The message of the AudioFileError that the call throws; empty if it throws none.
template <class Call> std::string errorOf(Call call) {
    try {
        call();
    } catch (const dsp::AudioFileError& error) {
        return error.what();
    }
    return {};
}

} // namespace winnow::test
