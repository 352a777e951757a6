// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dsp/audio_files.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

using namespace winnow::dsp;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

const AudioFormat wav16 = formatOf(Container::Wav, SampleFormat::Pcm16);

std::string openingError(const std::filesystem::path& path, const AudioFormat& format = wav16,
                         bool overwrite = false) {
    return errorOf([&] { AudioWriter writer(path, format, {}, overwrite); });
}

} // namespace

TEST_CASE("a file appears under its name only when it is closed, and then alone") {
    const TempDir folder;
    AudioWriter writer(folder / "a.wav", wav16, {}, false);
    writer.write(noise(100));
    CHECK_FALSE(std::filesystem::exists(folder / "a.wav"));
    writer.close();
    CHECK(folder.names() == std::vector<std::string>{"a.wav"});
    CHECK(readAudio(folder / "a.wav").samples.size() == 100);
    writer.close(); // does nothing
    CHECK_THAT(errorOf([&] { writer.write(noise(1)); }), Contains("a.wav: is closed"));
}

TEST_CASE("a writer that is not closed leaves nothing behind, and the old file as it was") {
    const TempDir folder;
    writeBytes(folder / "old.wav", {1, 2, 3});
    {
        AudioWriter fresh(folder / "a.wav", wav16, {}, false), over(folder / "old.wav", wav16, {}, true);
        fresh.write(noise(100));
        over.write(noise(100));
        AudioWriter moved = std::move(fresh);
        moved.write(noise(100));
    }
    CHECK(folder.names() == std::vector<std::string>{"old.wav"});
    CHECK(bytesOf(folder / "old.wav") == std::vector<std::uint8_t>{1, 2, 3});
}

TEST_CASE("an existing file is only overwritten where that is wanted") {
    const TempDir folder;
    writeBytes(folder / "a.wav", {1, 2, 3});
    REQUIRE(::chmod((folder / "a.wav").c_str(), 0640) == 0);
    CHECK_THAT(openingError(folder / "a.wav"), Contains("a.wav: exists already"));
    CHECK(bytesOf(folder / "a.wav").size() == 3);
    AudioWriter writer(folder / "a.wav", wav16, {}, true);
    CHECK(bytesOf(folder / "a.wav").size() == 3);
    writer.write(noise(10));
    writer.close();
    CHECK(readAudio(folder / "a.wav").samples.size() == 10);
    CHECK(std::filesystem::status(folder / "a.wav").permissions() == std::filesystem::perms(0640));
}

TEST_CASE("a file that comes into being while another is written under its name is kept") {
    const TempDir folder;
    AudioWriter writer(folder / "a.wav", wav16, {}, false);
    writer.write(noise(10));
    writeBytes(folder / "a.wav", {1, 2, 3});
    CHECK_THAT(errorOf([&] { writer.close(); }), Contains("a.wav: exists already"));
    CHECK(bytesOf(folder / "a.wav").size() == 3);
}

TEST_CASE("a file can be written over the one that is being read") {
    const TempDir folder;
    writeAudio(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Pcm16), noise(30000));
    const std::vector<float> samples = readAudio(folder / "a.flac").samples;
    AudioReader reader(folder / "a.flac");
    AudioWriter writer(folder / "a.flac", reader.format(), reader.metadata(), true);
    std::vector<float> block(1000);
    while (const std::int64_t frames = reader.read(block))
        writer.write(std::span(block).first(static_cast<std::size_t>(frames)));
    writer.close();
    CHECK((readAudio(folder / "a.flac").samples == samples));
}

TEST_CASE("overwriting through a symbolic link keeps the link") {
    const TempDir folder;
    writeBytes(folder / "real.wav", {1});
    std::filesystem::create_symlink("real.wav", folder / "link.wav");
    writeAudio(folder / "link.wav", wav16, {0.5F});
    CHECK(std::filesystem::is_symlink(folder / "link.wav"));
    CHECK(readAudio(folder / "real.wav").samples.size() == 1);
}

TEST_CASE("a place that cannot be written to is refused with the file's name and the reason") {
    const TempDir folder;
    CHECK_THAT(openingError(folder / "no" / "a.wav"),
               Contains("a.wav: the folder") && Contains("does not exist"));
    CHECK_THAT(openingError(folder.path()), Contains("is a folder"));
    CHECK_THAT(openingError(folder / ""), Contains("is a folder"));
    CHECK_THAT(openingError(""), Contains("is a folder"));
    writeBytes(folder / "file", {1});
    CHECK_THAT(openingError(folder / "file" / "a.wav"), Contains("a.wav: "));
    CHECK_THAT(openingError("/dev/null", wav16, true), Contains("/dev/null: exists and is not a plain file"));
    std::filesystem::create_directory(folder / "locked");
    REQUIRE(::chmod((folder / "locked").c_str(), 0500) == 0);
    if (::access((folder / "locked").c_str(), W_OK) != 0) // the superuser may write everywhere
        CHECK_THAT(openingError(folder / "locked" / "a.wav"), Contains("a.wav: cannot be written"));
    CHECK(folder.names().size() == 2); // nothing else was left
}

TEST_CASE("combinations that a container cannot hold are refused with the reason, and leave nothing behind") {
    const TempDir folder;
    CHECK_THAT(openingError(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Float32)),
               Contains("a.flac: cannot be written as flac"));
    CHECK_THAT(openingError(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Pcm16, 9)),
               Contains("9 channels"));
    CHECK_THAT(openingError(folder / "a.opus", formatOf(Container::Ogg, SampleFormat::Opus, 1, 44100)),
               Contains("44100 Hz") && Contains("48000")); // the reason names the rates that Opus has
    CHECK_THAT(openingError(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Other)),
               Contains("a.wav: "));
    CHECK_THAT(openingError(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Vorbis)),
               Contains("a.wav: "));
    CHECK_THAT(openingError(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 0)),
               Contains("0 channels"));
    CHECK_THAT(openingError(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 1, 0)),
               Contains("0 Hz"));
    if (isSupported(Container::Mp3))
        CHECK_THAT(openingError(folder / "a.mp3", formatOf(Container::Mp3, SampleFormat::Mp3, 8)),
                   Contains("8 channels"));
    CHECK(folder.names().empty());
    AudioWriter stereo(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 2), {}, false);
    CHECK_THROWS_AS(stereo.write(noise(3)), AudioFileError);
}

TEST_CASE("a full disk is an error, whatever the container, and leaves nothing behind") {
    const TempDir folder;
    std::vector<AudioFormat> formats{
        wav16, formatOf(Container::Flac, SampleFormat::Pcm16), formatOf(Container::Ogg, SampleFormat::Vorbis),
        formatOf(Container::Ogg, SampleFormat::Opus), formatOf(Container::W64, SampleFormat::Float32)};
    if (isSupported(Container::Mp3)) formats.push_back(formatOf(Container::Mp3, SampleFormat::Mp3));
    const std::vector<float> samples = noise(100000);
    for (const AudioFormat& format : formats) {
        CAPTURE(extensionOf(format.container));
        std::string message;
        {
            const FileSizeLimit limit(8192);
            message = errorOf([&] {
                AudioWriter writer(folder / "a.x", format, {}, false);
                writer.write(samples);
                writer.close();
            });
        }
        CHECK_THAT(message, Contains("a.x: writing failed: File too large"));
        CHECK(folder.names().empty());
    }
}

TEST_CASE("a writer that failed once does not produce a file afterwards") {
    const TempDir folder;
    AudioWriter writer(folder / "a.wav", wav16, {}, false);
    {
        const FileSizeLimit limit(8192);
        CHECK_THROWS_AS(writer.write(noise(100000)), AudioFileError);
    }
    for (int i = 0; i < 2; ++i)
        CHECK_THAT(errorOf([&] { writer.close(); }), Contains("a.wav: writing failed: File too large"));
    CHECK_FALSE(std::filesystem::exists(folder / "a.wav"));
}

TEST_CASE("integer and lossy formats limit to full scale, count it, and write NaN as silence") {
    const TempDir folder;
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(),
                    infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> hot{0.5F, nan, 2.0F, -1.5F, infinity, -infinity, 1.0F, -1.0F};
    for (const auto& [container, format] :
         std::vector<std::pair<Container, SampleFormat>>{{Container::Wav, SampleFormat::Pcm8},
                                                         {Container::Wav, SampleFormat::Pcm16},
                                                         {Container::Aiff, SampleFormat::Pcm24},
                                                         {Container::Caf, SampleFormat::Pcm32},
                                                         {Container::Flac, SampleFormat::Pcm16}}) {
        AudioWriter writer(folder / "a", formatOf(container, format), {}, true);
        writer.write(hot);
        CHECK(writer.clippedSamples() == 4);
        writer.close();
        const std::vector<float> read = readAudio(folder / "a").samples;
        REQUIRE(read.size() == hot.size());
        // The step below full scale; of 32 bits the nearest float is full scale itself.
        const int bits = bitDepth(format);
        const float top = bits == 32 ? 1.0F : 1.0F - 1.0F / static_cast<float>(1 << (bits - 1));
        CHECK(read == std::vector<float>{0.5F, 0.0F, top, -1.0F, top, -1.0F, top, -1.0F});
    }
    std::vector<AudioFormat> lossy{formatOf(Container::Ogg, SampleFormat::Vorbis),
                                   formatOf(Container::Ogg, SampleFormat::Opus)};
    if (isSupported(Container::Mp3)) lossy.push_back(formatOf(Container::Mp3, SampleFormat::Mp3));
    for (const AudioFormat& format : lossy) {
        std::vector<float> samples = sine(5000, 1000, 48000, 1e20);
        std::fill_n(samples.begin() + 1000, 500, nan);
        AudioWriter writer(folder / "b", format, {}, true);
        writer.write(samples);
        CHECK(writer.clippedSamples() > 4000);
        writer.close();
        for (const float sample : readAudio(folder / "b").samples)
            REQUIRE(std::abs(sample) < 2.0F);
    }
}

TEST_CASE("float formats clip nothing") {
    const TempDir folder;
    AudioWriter writer(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Float32), {}, false);
    writer.write(std::vector<float>{5.0F, -5.0F});
    CHECK(writer.clippedSamples() == 0);
    writer.close();
    CHECK(readAudio(folder / "a.wav").samples == std::vector<float>{5.0F, -5.0F});
}

TEST_CASE("WAV of unknown length, or said to be huge, is begun so that it may grow, and ends as plain WAV "
          "when small") {
    const TempDir folder;
    for (const std::int64_t frames : {std::int64_t{-1}, std::int64_t{3} << 30}) {
        AudioFormat format = formatOf(Container::Wav, SampleFormat::Pcm24, 2);
        format.frames = frames;
        const std::vector<float> samples{0.5F, -0.25F, 0.125F, 0.0F};
        AudioWriter writer(folder / "a.wav", format, {}, true);
        writer.write(samples);
        writer.close();
        const std::vector<std::uint8_t> bytes = bytesOf(folder / "a.wav");
        CHECK(std::string(bytes.begin(), bytes.begin() + 4) == "RIFF");
        const AudioData audio = readAudio(folder / "a.wav");
        CHECK(audio.format.container == Container::Wav);
        CHECK(audio.format.sampleFormat == SampleFormat::Pcm24);
        CHECK(audio.samples == samples);
    }
}

// Takes 4.3 GB of disk and a minute: run it by name.
TEST_CASE("WAV beyond 4 GiB becomes RF64 and is whole; AIFF ends with an error", "[.large]") {
    const TempDir folder;
    const std::vector<float> block = noise(1 << 20);
    const std::int64_t blocks = (std::int64_t{1} << 32) / (4 << 20) + 5;
    AudioFormat format = formatOf(Container::Wav, SampleFormat::Float32);
    AudioWriter writer(folder / "a.wav", format, {}, true);
    for (std::int64_t i = 0; i < blocks; ++i)
        writer.write(block);
    writer.close();
    AudioReader reader(folder / "a.wav");
    CHECK(reader.format().container == Container::Rf64);
    CHECK(reader.format().frames == blocks << 20);
    reader.seek((blocks - 1) << 20);
    std::vector<float> last(block.size());
    CHECK(reader.read(last) == std::ssize(last));
    CHECK(last == block);
    std::filesystem::remove(folder / "a.wav");

    format.container = Container::Aiff;
    const std::string message = errorOf([&] {
        AudioWriter aiff(folder / "a.aiff", format, {}, true);
        for (std::int64_t i = 0; i < blocks; ++i)
            aiff.write(block);
    });
    CHECK_THAT(message, Contains("a.aiff: grows beyond the 4 GiB"));
    CHECK(folder.names().empty());
}
