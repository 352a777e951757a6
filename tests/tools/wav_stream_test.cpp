// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/catch.h"
#include "tools/denoise/wav_stream.h"

#include <algorithm>

using namespace winnow;
using dsp::SampleFormat;

namespace {

tools::WavStream parse(const std::vector<std::uint8_t>& bytes, std::size_t* used = nullptr) {
    std::size_t at = 0;
    const auto stream = tools::readWavStreamHeader([&](std::span<std::uint8_t> out) {
        const std::size_t count = std::min(out.size(), bytes.size() - at);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, out.begin());
        at += count;
        return count;
    });
    if (used != nullptr) *used = at;
    return stream;
}

std::vector<std::uint8_t> header(SampleFormat format, std::int64_t frames, int channels = 2) {
    return tools::wavStreamHeader({48000, channels, dsp::Container::Wav, format, frames});
}

std::size_t positionOf(const std::vector<std::uint8_t>& bytes, const std::string& tag) {
    return static_cast<std::size_t>(std::search(bytes.begin(), bytes.end(), tag.begin(), tag.end()) -
                                    bytes.begin());
}

} // namespace

TEST_CASE("a header that was written is read back, to its last byte and no further") {
    const auto format = GENERATE(SampleFormat::Pcm16, SampleFormat::Pcm24, SampleFormat::Pcm32,
                                 SampleFormat::Float32, SampleFormat::Float64);
    auto bytes = header(format, 1234);
    const std::size_t size = bytes.size();
    bytes.resize(size + 100);
    std::size_t used = 0;
    const auto stream = parse(bytes, &used);
    CHECK(used == size);
    CHECK(stream.format.sampleFormat == format);
    CHECK(stream.format.sampleRate == 48000);
    CHECK(stream.format.channels == 2);
    CHECK(stream.format.frames == 1234);
    CHECK(stream.mostFrames == 1234);
}

TEST_CASE("a length that is unknown or too long for the header stays open") {
    const std::int64_t frames = GENERATE(std::int64_t{-1}, std::int64_t{3'000'000'000});
    const auto stream = parse(header(SampleFormat::Pcm16, frames));
    CHECK(stream.format.frames == -1);
    CHECK(stream.mostFrames == -1);
}

TEST_CASE("chunks before the samples are passed over, with their padding") {
    auto bytes = header(SampleFormat::Pcm16, 10);
    const std::vector<std::uint8_t> odd{'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0};
    bytes.insert(bytes.begin() + 12, odd.begin(), odd.end());
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(positionOf(bytes, "data")), odd.begin(),
                 odd.end());
    CHECK(parse(bytes).format.frames == 10);
}

TEST_CASE("the extensible form of the header is understood") {
    auto bytes = header(SampleFormat::Pcm24, 10);
    const std::vector<std::uint8_t> extension{22, 0, 24,   0, 3,    0, 0, 0,    1, 0,    0,    0,
                                              0,  0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(positionOf(bytes, "data")), extension.begin(),
                 extension.end());
    const std::size_t fmt = positionOf(bytes, "fmt ");
    bytes[fmt + 4] = 40;
    bytes[fmt + 8] = 0xFE, bytes[fmt + 9] = 0xFF;
    CHECK(parse(bytes).format.sampleFormat == SampleFormat::Pcm24);
}

TEST_CASE("every cut of a header is refused") {
    const auto bytes = header(SampleFormat::Float32, 10);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_THROWS_AS(parse({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}),
                        dsp::AudioFileError);
}

TEST_CASE("headers that make no sense are refused") {
    const auto changed = [](std::size_t offset, std::uint8_t value) {
        auto bytes = header(SampleFormat::Pcm16, 10);
        bytes[positionOf(bytes, "fmt ") + offset] = value;
        return bytes;
    };
    CHECK_THROWS_AS(parse(changed(4, 8)), dsp::AudioFileError);  // too short a chunk
    CHECK_THROWS_AS(parse(changed(6, 1)), dsp::AudioFileError);  // 64 KiB of it
    CHECK_THROWS_AS(parse(changed(8, 6)), dsp::AudioFileError);  // A-law
    CHECK_THROWS_AS(parse(changed(22, 8)), dsp::AudioFileError); // 8 bit
    CHECK_THROWS_AS(parse(changed(10, 0)), dsp::AudioFileError); // no channels
    auto noFormat = header(SampleFormat::Pcm16, 10);
    noFormat[positionOf(noFormat, "fmt ")] = 'x';
    CHECK_THROWS_AS(parse(noFormat), dsp::AudioFileError);
}

TEST_CASE("formats that raw streams do not have cannot be written") {
    CHECK_THROWS_AS(header(SampleFormat::Vorbis, 10), std::invalid_argument);
    CHECK_THROWS_AS(header(SampleFormat::Pcm8, 10), std::invalid_argument);
}
