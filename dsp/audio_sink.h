// SPDX-License-Identifier: GPL-3.0-or-later
/// Where an AudioWriter's samples go. For dsp/ only.
#pragma once

#include "dsp/audio_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace winnow::dsp {

/// What AudioWriter promises, for one kind of output. [main]
class AudioSink {
public:
    AudioSink() = default;
    AudioSink(const AudioSink&) = delete;
    AudioSink& operator=(const AudioSink&) = delete;
    virtual ~AudioSink() = default;

    virtual void write(std::span<const float> interleaved) = 0;
    virtual void close() = 0;
    virtual std::int64_t clippedSamples() const noexcept = 0;
};

/// A file, through libsndfile. @throws AudioFileError
std::unique_ptr<AudioSink> makeFileSink(const std::filesystem::path& path, const AudioFormat& format,
                                        const AudioMetadata& metadata, bool overwrite);

/// Raw little-endian PCM to a file descriptor, which stays open. @throws AudioFileError
std::unique_ptr<AudioSink> makeRawSink(int fileDescriptor, const AudioFormat& format, std::string name);

} // namespace winnow::dsp
