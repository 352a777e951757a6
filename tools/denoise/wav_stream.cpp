// SPDX-License-Identifier: GPL-3.0-or-later
/// WAV through pipes (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991,
/// and Microsoft's WAVE_FORMAT_EXTENSIBLE).
#include "tools/denoise/wav_stream.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace winnow::tools {
namespace {

constexpr std::uint32_t unknownSize = 0xFFFFFFFF;
constexpr std::uint32_t doubtfulSize = 0x7FFF0000; // arecord, sox: "as much as a signed size can say"
constexpr std::uint32_t tagPcm = 1, tagFloat = 3, tagExtensible = 0xFFFE;
constexpr std::uint32_t longestFormatChunk = 256; // real ones have 16 to 40 bytes

dsp::AudioFileError refused(const std::string& reason) {
    return dsp::AudioFileError("standard input: " + reason);
}

/// Little-endian numbers from a stream that must not end.
class HeaderReader {
public:
    explicit HeaderReader(const ReadBytes& read) : read_(read) {}

    std::string tag() {
        const auto bytes = take(4);
        return {bytes.begin(), bytes.end()};
    }
    std::uint32_t u32() { return number(take(4), 0, 4); }
    std::vector<std::uint8_t> take(std::size_t count) {
        std::vector<std::uint8_t> bytes(count);
        if (read_(bytes) != count) throw refused("ends within its WAV header");
        return bytes;
    }
    void skip(std::uint64_t count) {
        while (count > 0)
            count -= take(static_cast<std::size_t>(std::min<std::uint64_t>(count, 4096))).size();
    }
    static std::uint32_t number(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value |= std::uint32_t{bytes[at + i]} << (8 * i);
        return value;
    }

private:
    const ReadBytes& read_;
};

dsp::SampleFormat sampleFormat(std::uint32_t tag, std::uint32_t bits) {
    if (tag == tagPcm && bits == 16) return dsp::SampleFormat::Pcm16;
    if (tag == tagPcm && bits == 24) return dsp::SampleFormat::Pcm24;
    if (tag == tagPcm && bits == 32) return dsp::SampleFormat::Pcm32;
    if (tag == tagFloat && bits == 32) return dsp::SampleFormat::Float32;
    if (tag == tagFloat && bits == 64) return dsp::SampleFormat::Float64;
    throw refused("a WAV stream of this encoding cannot be read from a pipe (16, 24 and 32 bit integers and "
                  "floats can); "
                  "give the file's name instead");
}

dsp::AudioFormat parseFormatChunk(std::span<const std::uint8_t> chunk) {
    if (chunk.size() < 16) throw refused("damaged WAV header: its 'fmt ' chunk is too short");
    std::uint32_t tag = HeaderReader::number(chunk, 0, 2);
    if (tag == tagExtensible && chunk.size() >= 26)
        tag = HeaderReader::number(chunk, 24, 2); // start of the GUID
    dsp::AudioFormat format;
    format.channels = static_cast<int>(HeaderReader::number(chunk, 2, 2));
    const std::uint32_t rate = HeaderReader::number(chunk, 4, 4);
    format.sampleFormat = sampleFormat(tag, HeaderReader::number(chunk, 14, 2));
    if (format.channels < 1 || rate < 1 || rate > 0x7FFFFFFF)
        throw refused("damaged WAV header: no channels, or no sample rate");
    format.sampleRate = static_cast<int>(rate);
    return format;
}

std::uint32_t bytesPerSample(dsp::SampleFormat format) {
    switch (format) {
    case dsp::SampleFormat::Pcm16:
        return 2;
    case dsp::SampleFormat::Pcm24:
        return 3;
    case dsp::SampleFormat::Pcm32:
    case dsp::SampleFormat::Float32:
        return 4;
    case dsp::SampleFormat::Float64:
        return 8;
    default:
        throw std::invalid_argument("WAV streams hold 16, 24 or 32 bit integers, or floats");
    }
}

/// A header being put together.
class HeaderWriter {
public:
    void tag(std::string_view name) { bytes_.insert(bytes_.end(), name.begin(), name.end()); }
    void u16(std::uint32_t v) { number(v, 2); }
    void u32(std::uint32_t v) { number(v, 4); }
    std::vector<std::uint8_t> take() { return std::move(bytes_); }

private:
    void number(std::uint32_t v, int size) {
        for (int i = 0; i < size; ++i)
            bytes_.push_back(static_cast<std::uint8_t>(v >> (8 * i) & 0xFFU));
    }
    std::vector<std::uint8_t> bytes_;
};

} // namespace

WavStream readWavStreamHeader(const ReadBytes& read) {
    HeaderReader header(read);
    std::array<std::uint8_t, 12> start{};
    const std::size_t got = read(start);
    const std::string_view text(reinterpret_cast<const char*>(start.data()), got);
    if (got == 0) throw refused("is empty");
    if (got < start.size() || text.substr(0, 4) != "RIFF" || text.substr(8) != "WAVE")
        throw refused(
            "is not a WAV stream; for raw samples give --raw-rate, other kinds of files by their name");

    WavStream stream;
    for (bool haveFormat = false;;) {
        const std::string tag = header.tag();
        const std::uint32_t size = header.u32();
        if (tag == "fmt ") {
            if (size > longestFormatChunk) throw refused("damaged WAV header: its 'fmt ' chunk is too long");
            stream.format = parseFormatChunk(header.take(size));
            header.skip(size % 2);
            haveFormat = true;
        } else if (tag != "data") {
            header.skip(std::uint64_t{size} + size % 2);
        } else if (!haveFormat) {
            throw refused("damaged WAV header: samples before the 'fmt ' chunk");
        } else {
            stream.format.container = dsp::Container::Wav;
            const std::uint32_t frameBytes = bytesPerSample(stream.format.sampleFormat) *
                                             static_cast<std::uint32_t>(stream.format.channels);
            if (size != 0 && size != unknownSize) stream.mostFrames = size / frameBytes;
            stream.format.frames = size < doubtfulSize ? stream.mostFrames : -1;
            return stream;
        }
    }
}

std::vector<std::uint8_t> wavStreamHeader(const dsp::AudioFormat& format) {
    const std::uint32_t sampleBytes = bytesPerSample(format.sampleFormat);
    const auto channels = static_cast<std::uint32_t>(format.channels);
    const auto rate = static_cast<std::uint32_t>(format.sampleRate);
    const bool isFloat = format.sampleFormat == dsp::SampleFormat::Float32 ||
                         format.sampleFormat == dsp::SampleFormat::Float64;
    const std::uint32_t formatBytes = isFloat ? 18 : 16;
    const std::uint32_t headerBytes = 4 + 8 + formatBytes + (isFloat ? 12 : 0) + 8; // after the RIFF size
    const std::int64_t dataBytes = format.frames < 0 ? -1 : format.frames * channels * sampleBytes;
    const bool known = dataBytes >= 0 && dataBytes < std::int64_t{unknownSize} - headerBytes - 1;

    HeaderWriter header;
    header.tag("RIFF");
    header.u32(known ? headerBytes + static_cast<std::uint32_t>(dataBytes + dataBytes % 2) : unknownSize);
    header.tag("WAVEfmt ");
    header.u32(formatBytes);
    header.u16(isFloat ? tagFloat : tagPcm);
    header.u16(channels);
    header.u32(rate);
    header.u32(rate * channels * sampleBytes);
    header.u16(channels * sampleBytes);
    header.u16(8 * sampleBytes);
    if (isFloat) {
        header.u16(0); // no extension of the format
        header.tag("fact");
        header.u32(4);
        header.u32(known ? static_cast<std::uint32_t>(format.frames) : unknownSize);
    }
    header.tag("data");
    header.u32(known ? static_cast<std::uint32_t>(dataBytes) : unknownSize);
    return header.take();
}

} // namespace winnow::tools
