// SPDX-License-Identifier: GPL-3.0-or-later
/// An output of `winnow denoise`: a file, or standard output as raw PCM or WAV.
#pragma once

#include "dsp/audio_file.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace winnow::tools {

class SoundOutput {
public:
    /// A file, which appears under its name with close(). @throws dsp::AudioFileError. [main]
    SoundOutput(const std::filesystem::path& path, const dsp::AudioFormat& format,
                const dsp::AudioMetadata& metadata, bool overwrite);
    /// Standard output: raw samples for Container::Raw, else WAV. format.frames is what will be written, -1:
    /// unknown.
    /// @throws dsp::AudioFileError, std::runtime_error, std::invalid_argument for sample formats that WAV
    /// streams lack
    explicit SoundOutput(const dsp::AudioFormat& format);

    void write(std::span<const float> interleaved) { writer_.write(interleaved); }
    void close();
    std::int64_t clippedSamples() const noexcept { return writer_.clippedSamples(); }

private:
    dsp::AudioWriter writer_;
    bool padByte_ = false; // RIFF chunks have an even length
};

} // namespace winnow::tools
