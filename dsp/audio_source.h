// SPDX-License-Identifier: GPL-3.0-or-later
/// Where an AudioReader's samples come from. For dsp/ only.
#pragma once

#include "dsp/audio_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace winnow::dsp {

/// What AudioReader promises, for one kind of input. [main]
class AudioSource {
public:
    AudioSource() = default;
    AudioSource(const AudioSource&) = delete;
    AudioSource& operator=(const AudioSource&) = delete;
    virtual ~AudioSource() = default;

    virtual const AudioFormat& format() const noexcept = 0;
    virtual AudioMetadata metadata() const = 0;
    virtual std::int64_t read(std::span<float> out) = 0;
    virtual void seek(std::int64_t frame) = 0;
};

/// A file, through libsndfile. @throws AudioFileError
std::unique_ptr<AudioSource> makeFileSource(const std::filesystem::path& path);

/// Raw little-endian PCM from a file descriptor, which stays open. @throws AudioFileError
std::unique_ptr<AudioSource> makeRawSource(int fileDescriptor, const AudioFormat& format, std::string name);

} // namespace winnow::dsp
