// SPDX-License-Identifier: GPL-3.0-or-later
/// Audio files in a stream (libsndfile): WAV, RF64, W64, AIFF, FLAC, OGG (Vorbis, Opus), MP3 where the
/// library has it, CAF and AU; and raw PCM from and to pipes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
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
    /// Length where it is known before reading, else -1. To a writer it is a hint: see AudioWriter.
    std::int64_t frames = -1;
};

/// Container from a file's extension (".WAV") or a name such as "wav" or "flac". Does not depend on the
/// locale.
/// @throws AudioFileError for an unknown one, naming the known ones
Container containerFromName(const std::string& extensionOrName);
/// Extension without dot.
std::string extensionOf(Container container);
/// The sample format nearest to `wanted` that the container can be written with: for FLAC 24 bits at most,
/// for AIFF 16 at least, for the others of PCM what is wanted, or 16 bits where that is a compressed format.
SampleFormat nearestSampleFormat(Container container, SampleFormat wanted);
/// The same by extension or name, which says more than the container does: "opus" is Ogg with Opus, not with
/// Vorbis.
/// @throws AudioFileError for an unknown name
SampleFormat sampleFormatForName(const std::string& extensionOrName, SampleFormat wanted);
/// True where libsndfile was built with the container (FLAC, Ogg and MP3 are its options); asked at run time.
bool isSupported(Container container);
/// Integer formats hold samples in units of 2^-(bits-1); 0 for the others.
int bitDepth(SampleFormat format);
/// True for a file this library reads by its extension (for choosing files of a folder).
bool hasAudioExtension(const std::filesystem::path& path);

/// Text tags (title, artist, album, comment, date, ...), by libsndfile's names, and binary chunks carried
/// over where both containers know them (WAV `bext`, to whose coding history libsndfile adds a line; cue
/// points of WAV and AIFF).
struct AudioMetadata {
    std::map<int, std::string> strings;      ///< keyed by libsndfile's SF_STR_*
    std::vector<std::uint8_t> broadcastInfo; ///< libsndfile's SF_BROADCAST_INFO_VAR; empty: none
    std::vector<std::uint8_t> cues;          ///< libsndfile's SF_CUES_VAR; empty: none
    std::vector<int> channelMap;             ///< SF_CHANNEL_MAP_* of each channel; empty: not said
};

/// Reads interleaved floats, full scale 1: exact for integers up to 24 bits, the nearest float for 32-bit
/// integers and 64-bit floats. NaN and values above full scale in float files are passed on. [main]
///
/// A file that holds less than its headers promise is refused: WAV, RF64, W64, AIFF, AU, CAF, Ogg, and MP3
/// with a Xing header when it is opened, FLAC when the read comes to the gap. A length that its writer left
/// open (a WAV made in a pipe, with a size of zero or of all bits set) is no error: such a file is read to
/// its end. An MP3 file without a Xing header is read to its end too; `frames` is then -1.
class AudioReader {
public:
    /// @throws AudioFileError: missing, directory, empty, not audio, unsupported, damaged header
    explicit AudioReader(const std::filesystem::path& path);
    /// Raw little-endian PCM (8-bit: signed) from a file descriptor such as standard input, which stays open:
    /// format.sampleRate, channels and sampleFormat must be set. @param name  for messages
    /// @throws AudioFileError for a format that is not uncompressed
    AudioReader(int fileDescriptor, const AudioFormat& format, std::string name);
    ~AudioReader();
    AudioReader(AudioReader&&) noexcept;
    AudioReader& operator=(AudioReader&&) noexcept;

    const AudioFormat& format() const noexcept;
    AudioMetadata metadata() const;

    /// Fills up to out.size()/channels frames; returns the frames read, 0 at the end.
    /// @throws AudioFileError when the file turns out damaged or truncated, so that nothing is lost in
    /// silence
    std::int64_t read(std::span<float> out);
    /// To a frame of a seekable file. @throws AudioFileError
    void seek(std::int64_t frame);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Writes interleaved floats. Integer formats round to nearest, so that integers of up to 24 bits read by
/// AudioReader and written unchanged stay the same; all but the float formats limit to full scale and write
/// NaN as 0. The file appears under its name only when `close` succeeds (written beside it under a temporary
/// name, renamed at the end); the target may be the very file that is being read. The same samples and
/// metadata give the same bytes, except where libsndfile puts in the time (floats in AIFF and RF64) or a
/// number by chance (Ogg). [main]
///
/// WAV beyond 4 GiB becomes RF64: from the start where format.frames says so, on closing where that is -1. A
/// file that is longer than its hint, and AIFF and AU, end with an error at 4 GiB. WAV of unknown length and
/// RF64 carry no cue points (libsndfile writes none there).
class AudioWriter {
public:
    /// @throws AudioFileError: exists and !overwrite, folder missing or not writable, combination not
    /// supported
    AudioWriter(const std::filesystem::path& path, const AudioFormat& format, const AudioMetadata& metadata,
                bool overwrite);
    /// Raw little-endian PCM (8-bit: signed) to a file descriptor such as standard output, which stays open.
    /// @throws AudioFileError for a format that is not uncompressed
    AudioWriter(int fileDescriptor, const AudioFormat& format, std::string name);
    ~AudioWriter(); ///< not closed: the temporary file is removed
    AudioWriter(AudioWriter&&) noexcept;
    AudioWriter& operator=(AudioWriter&&) noexcept;

    /// @throws AudioFileError (disk full, no whole frames, closed before, ...)
    void write(std::span<const float> interleaved);
    /// Completes the file and gives it its name; a second call does nothing. @throws AudioFileError
    void close();
    /// Samples beyond full scale so far; the float formats clip none.
    std::int64_t clippedSamples() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct AudioData {
    AudioFormat format;
    std::vector<float> samples; ///< interleaved
};

/// A whole file; format.frames is its true length. @throws AudioFileError [main]
AudioData readAudio(const std::filesystem::path& path);
/// A whole file that is in memory: its sample rate, channels and length are known, its kind is not said.
/// @param name  for messages  @throws AudioFileError [main]
AudioData readAudio(std::span<const std::byte> bytes, const std::string& name);
/// A whole file, mean of its channels, at the given rate, in pieces: what readMono gives at once. Memory does
/// not depend on the file's length. @returns the file's own format  @throws as readMono [main]
AudioFormat forEachMonoBlock(const std::filesystem::path& path, double sampleRate,
                             const std::function<void(std::span<const float>)>& use);
/// A whole file, mean of its channels, at the given rate: round(frames * sampleRate / the file's rate)
/// samples.
/// @throws AudioFileError; std::invalid_argument for a rate that is not above 0 [main]
std::vector<float> readMono(const std::filesystem::path& path, double sampleRate);

} // namespace winnow::dsp
