// SPDX-License-Identifier: GPL-3.0-or-later
/// An input of `winnow denoise`: a file or standard input, read once from start to end.
#pragma once

#include "dsp/audio_file.h"
#include "tools/denoise/options.h"
#include "tools/input_files.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace winnow::tools {

class SoundInput {
public:
    /// @param raw  format of standard input where it is raw PCM; without it, standard input is WAV
    /// @throws dsp::AudioFileError. [main]
    SoundInput(const InputFile& input, const std::optional<dsp::AudioFormat>& raw);

    const dsp::AudioFormat& format() const noexcept { return format_; }
    dsp::AudioMetadata metadata() const { return reader_.metadata(); }
    bool isStream() const noexcept { return isStream_; } ///< cannot seek

    /// Interleaved frames; 0 at the end. Samples that are not finite become 0 and are counted.
    /// @throws dsp::AudioFileError, also when a stream ends before the length that its header says
    std::int64_t read(std::span<float> out);
    std::int64_t notFinite() const noexcept { return notFinite_; }

    /// Reads the first `frames` frames (fewer if the sound ends) into memory; read() will give them again.
    std::span<const float> readAhead(std::int64_t frames);
    void seek(std::int64_t frame) { reader_.seek(frame); } ///< not for streams, and not after readAhead

private:
    struct Opened {
        dsp::AudioReader reader;
        dsp::AudioFormat format;
        std::int64_t mostFrames = -1;
        bool isStream = false;
    };
    static Opened open(const InputFile& input, const std::optional<dsp::AudioFormat>& raw);
    explicit SoundInput(Opened opened);
    std::int64_t readFresh(std::span<float> out);

    dsp::AudioReader reader_;
    dsp::AudioFormat format_;
    std::int64_t mostFrames_ = -1;
    bool isStream_ = false;
    std::vector<float> ahead_;
    std::size_t aheadUsed_ = 0;
    std::int64_t framesRead_ = 0, notFinite_ = 0;
};

/// Mean of the channels of a part of the sound, at most `longest` seconds from its start. Files are read at
/// that part only; of a stream everything up to its end stays in memory, to be read again.
/// @throws std::runtime_error: the sound ends before the range begins; a range beyond ten minutes of a
/// stream. [main]
std::vector<float> readMonoPart(SoundInput& input, const TimeRange& range, double longest);

/// What to call an input in messages. [any]
std::string shownName(const InputFile& input);

} // namespace winnow::tools
