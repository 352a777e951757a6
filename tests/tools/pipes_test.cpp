// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow denoise` between other programs.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

#include <cmath>
#include <cstring>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
using dsp::Container;
using dsp::SampleFormat;

namespace {

ProgramResult pipe(const std::string& input, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"-", "-o", "-"});
    return denoise(more, {input, {}, {}, -1});
}

// Samples of a file as raw little-endian bytes.
std::string rawBytes(const std::vector<float>& samples, int bytes) {
    std::string raw;
    for (const float sample : samples) {
        const auto whole =
            static_cast<std::int64_t>(std::lround(double{sample} * std::ldexp(1.0, 8 * bytes - 1)));
        for (int b = 0; b < bytes; ++b)
            raw += static_cast<char>(whole >> (8 * b) & 0xFF);
    }
    return raw;
}

std::string floatBytes(const std::vector<float>& samples) {
    std::string raw(samples.size() * sizeof(float), '\0');
    std::memcpy(raw.data(), samples.data(), raw.size());
    return raw;
}

// The content of a WAV file with the sizes that a program writes which does not know the length.
std::string withOpenLength(std::string wav, std::uint32_t size) {
    const std::size_t data = wav.find("data");
    for (std::size_t b = 0; b < 4; ++b)
        wav[4 + b] = wav[data + 4 + b] = static_cast<char>(size >> (8 * b) & 0xFF);
    return wav;
}

} // namespace

TEST_CASE("a WAV stream comes out as the WAV file would") {
    const auto format = GENERATE(SampleFormat::Pcm16, SampleFormat::Pcm24, SampleFormat::Pcm32,
                                 SampleFormat::Float32, SampleFormat::Float64);
    TempDir folder;
    writeNoisy(folder / "talk.wav", Container::Wav, format, 2, 44100, 11025);
    REQUIRE(denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string()}).exitCode == 0);
    const auto result = pipe(contentOf(folder / "talk.wav"));
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(result.err.empty());
    const auto piped = dsp::readAudio(writeFile(folder / "piped.wav", result.out));
    CHECK(piped.format.sampleFormat == format);
    CHECK(piped.format.sampleRate == 44100);
    CHECK(piped.format.channels == 2);
    CHECK(piped.samples == dsp::readAudio(folder / "out.wav").samples);
}

TEST_CASE("raw samples come out raw, in the same format") {
    const auto samples = noisyChannels(8000, 16000, 1);
    const std::string format = GENERATE("s16", "s24", "s32", "f32");
    const std::string raw = format == "f32"   ? floatBytes(samples)
                            : format == "s16" ? rawBytes(samples, 2)
                            : format == "s24" ? rawBytes(samples, 3)
                                              : rawBytes(samples, 4);
    const auto result = pipe(raw, {"--raw-rate", "16000", "--raw-format", format, "--amount", "0"});
    CAPTURE(format, result.err);
    REQUIRE(result.exitCode == 0);
    REQUIRE(result.out.size() == raw.size());
    if (format == "s16") CHECK(result.out == raw);
    if (format == "f32") {
        std::vector<float> out(samples.size());
        std::memcpy(out.data(), result.out.data(), result.out.size());
        CHECK(largestDistance(out, samples) < 1e-6);
    }
}

TEST_CASE("raw channels are interleaved, and raw samples can go to a file") {
    TempDir folder;
    const auto samples = noisyChannels(8000, 16000, 2);
    const auto result =
        denoise({"-", "-o", (folder / "out.flac").string(), "--raw-rate", "16000", "--raw-channels", "2"},
                {rawBytes(samples, 2), {}, {}, -1});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const auto data = dsp::readAudio(folder / "out.flac");
    CHECK(data.format.channels == 2);
    CHECK(data.format.sampleFormat == SampleFormat::Pcm16);
    CHECK(data.samples.size() == samples.size());
}

TEST_CASE("a file can go to standard output, as WAV or raw") {
    TempDir folder;
    const auto input = writeNoisy(folder / "talk.flac", Container::Flac, SampleFormat::Pcm24, 1, 16000, 4001);
    const auto wav = denoise({(folder / "talk.flac").string(), "-o", "-", "--amount", "0"});
    REQUIRE(wav.exitCode == 0);
    CHECK(wav.out.size() % 2 == 0); // chunks of RIFF have an even length
    const auto back = dsp::readAudio(writeFile(folder / "back.wav", wav.out));
    CHECK(back.format.sampleFormat == SampleFormat::Pcm24);
    CHECK(largestDistance(back.samples, input.samples) < 2e-7);
    const auto raw = denoise({(folder / "talk.flac").string(), "-o", "-", "--format", "raw"});
    CHECK(raw.out.size() == 4001 * 3);
}

TEST_CASE("WAV streams that leave their length open are read to their end") {
    const std::uint32_t size = GENERATE(0U, 0xFFFFFFFFU, 0x7FFFF000U);
    TempDir folder;
    const auto input = writeNoisyWav(folder / "talk.wav");
    const auto result = pipe(withOpenLength(contentOf(folder / "talk.wav"), size), {"--amount", "0"});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const auto back = dsp::readAudio(writeFile(folder / "back.wav", result.out));
    CHECK(back.samples == input.samples);
}

TEST_CASE("chunks behind the samples of a WAV stream are no sound") {
    TempDir folder;
    const auto input = writeNoisyWav(folder / "talk.wav");
    const auto result =
        pipe(contentOf(folder / "talk.wav") + "LIST\x08\x01" + std::string(300, 'x'), {"--amount", "0"});
    REQUIRE(result.exitCode == 0);
    CHECK(dsp::readAudio(writeFile(folder / "back.wav", result.out)).samples == input.samples);
}

TEST_CASE("standard input from a file may be of any kind") {
    TempDir folder;
    const auto input = writeNoisy(folder / "talk.flac", Container::Flac, SampleFormat::Pcm16);
    const auto result = denoise({"-", "-o", "-", "--amount", "0"}, {{}, folder / "talk.flac", {}, -1});
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(dsp::readAudio(writeFile(folder / "back.wav", result.out)).samples == input.samples);
}

TEST_CASE("a stream that is cut off, empty, or no WAV is an error of its own") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const std::string good = contentOf(folder / "talk.wav");
    const auto [input, reason] =
        GENERATE_COPY(table<std::string, std::string>({{"", "empty"},
                                                       {good.substr(0, 20), "WAV header"},
                                                       {good.substr(0, 5000), "truncated"},
                                                       {good.substr(0, 5001), "frame"},
                                                       {"fLaC and so on and on", "not a WAV"}}));
    const auto result = denoise({"-", "-o", (folder / "out.wav").string()}, {input, {}, {}, -1});
    CAPTURE(input.size(), result.err);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Catch::Matchers::StartsWith("winnow: standard input: ") && Contains(reason));
    CHECK(folder.names().size() == 1);
}

TEST_CASE("a raw stream without any sample gives none") {
    const auto result = pipe("", {"--raw-rate", "48000"});
    CHECK(result.exitCode == 0);
    CHECK(result.out.empty());
}
