// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files in a stream (libsndfile): WAV, RF64, W64, AIFF, FLAC, OGG (Vorbis, Opus), MP3 where the library has it,
/// CAF and AU; and raw PCM from and to pipes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::dsp {

/// Message: the file's name, what was wrong, what to do.
class AudioFileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Container { Wav, Rf64, W64, Aiff, Flac, Ogg, Mp3, Caf, Au, Raw };
enum class SampleFormat { Pcm8, Pcm16, Pcm24, Pcm32, Float32, Float64, Vorbis, Opus, Mp3, Other };

struct AudioFormat {
    int sampleRate = 0;
    int channels = 0;
    Container container = Container::Wav;
    SampleFormat sampleFormat = SampleFormat::Pcm16;
    std::int64_t frames = -1; ///< length where it is known before reading, else -1
};

/// Container from a file's extension or a name such as "wav" or "flac"; throws AudioFileError for an unknown one.
Container containerFromName(const std::string& extensionOrName);
/// Extension without dot.
std::string extensionOf(Container container);
/// The sample format nearest to `wanted` that the container can hold.
SampleFormat nearestSampleFormat(Container container, SampleFormat wanted);
/// Integer formats hold samples in units of 2^-(bits-1); 0 for the others.
int bitDepth(SampleFormat format);
/// True for a file this library reads by its extension (for choosing files of a folder).
bool hasAudioExtension(const std::filesystem::path& path);

/// Text tags (title, artist, album, comment, date, ...), by libsndfile's names, and binary chunks carried unchanged
/// where both containers know them (WAV `bext`, cue points).
struct AudioMetadata {
    std::map<int, std::string> strings; ///< keyed by libsndfile's SF_STR_*
    std::vector<std::uint8_t> broadcastInfo;
    std::vector<std::uint8_t> cues;
};

/// Reads interleaved floats, full scale 1. [main]
class AudioReader {
public:
    /// @throws AudioFileError: missing, directory, empty, not audio, unsupported, damaged header
    explicit AudioReader(const std::filesystem::path& path);
    /// Raw PCM from a file descriptor (such as standard input): format.sampleRate, channels, sampleFormat must be set.
    AudioReader(int fileDescriptor, const AudioFormat& format, std::string name);
    ~AudioReader();
    AudioReader(AudioReader&&) noexcept;
    AudioReader& operator=(AudioReader&&) noexcept;

    const AudioFormat& format() const noexcept;
    AudioMetadata metadata() const;

    /// Fills up to out.size()/channels frames; returns the frames read, 0 at the end.
    /// @throws AudioFileError when the file turns out damaged or truncated, so that nothing is lost in silence
    std::int64_t read(std::span<float> out);
    /// To a frame of a seekable file. @throws AudioFileError
    void seek(std::int64_t frame);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Writes interleaved floats. Integer formats round to nearest and clip at full scale. The file appears under its name
/// only when `close` succeeds (written beside it under a temporary name, renamed at the end). [main]
class AudioWriter {
public:
    /// @throws AudioFileError: exists and !overwrite, folder missing or not writable, combination not supported
    AudioWriter(const std::filesystem::path& path, const AudioFormat& format, const AudioMetadata& metadata,
                bool overwrite);
    /// Raw PCM to a file descriptor (such as standard output).
    AudioWriter(int fileDescriptor, const AudioFormat& format, std::string name);
    ~AudioWriter(); ///< not closed: the temporary file is removed
    AudioWriter(AudioWriter&&) noexcept;
    AudioWriter& operator=(AudioWriter&&) noexcept;

    /// @throws AudioFileError (disk full, ...)
    void write(std::span<const float> interleaved);
    void close();
    std::int64_t clippedSamples() const noexcept; ///< samples beyond full scale so far (integer formats)

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct AudioData {
    AudioFormat format;
    std::vector<float> samples; ///< interleaved
};

/// A whole file. @throws AudioFileError
AudioData readAudio(const std::filesystem::path& path);
/// A whole file, mean of its channels, at the given rate. @throws AudioFileError
std::vector<float> readMono(const std::filesystem::path& path, double sampleRate);

} // namespace winnow::dsp
