// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dsp/audio_files.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <thread>

using namespace winnow::dsp;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::string readingError(const std::filesystem::path& path) {
    return errorOf([&] { readAudio(path); });
}

void setLittle(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i)
        bytes.at(at + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

/// The bytes of a plain 16-bit WAV file: a header of 44 bytes, then the samples.
std::vector<std::uint8_t> plainWav(const TempDir& folder, const std::vector<float>& samples) {
    writeAudio(folder / "plain.wav", formatOf(Container::Wav, SampleFormat::Pcm16), samples);
    std::vector<std::uint8_t> bytes = bytesOf(folder / "plain.wav");
    REQUIRE(bytes.size() == 44 + 2 * samples.size());
    return bytes;
}

} // namespace

TEST_CASE("a file that cannot be read is refused with its name and the reason") {
    const TempDir folder;
    CHECK_THAT(readingError(folder / "none.wav"), Contains("none.wav: no such file"));
    std::filesystem::create_directory(folder / "dir.wav");
    CHECK_THAT(readingError(folder / "dir.wav"), Contains("dir.wav: is a folder"));
    writeBytes(folder / "empty.wav", {});
    CHECK_THAT(readingError(folder / "empty.wav"), Contains("empty.wav: is empty"));
    for (const char* name :
         {"text.txt", "text.wav", "text.flac", "text.ogg", "text.aiff", "text.caf", "text.vox", "text"}) {
        writeBytes(folder / name, std::vector<std::uint8_t>(1000, 'a'));
        CHECK_THAT(readingError(folder / name), Contains(std::string(name) + ": not an audio file"));
    }
    writeBytes(folder / "text.mp3", std::vector<std::uint8_t>(1000, 'a'));
    CHECK_THAT(readingError(folder / "text.mp3"), Contains("text.mp3: damaged, or not an audio file"));
    writeAudio(folder / "locked.wav", formatOf(Container::Wav, SampleFormat::Pcm16), {0.5F});
    REQUIRE(::chmod((folder / "locked.wav").c_str(), 0) == 0);
    if (::access((folder / "locked.wav").c_str(), R_OK) != 0) // the superuser may read everything
        CHECK_THAT(readingError(folder / "locked.wav"), Contains("locked.wav: cannot be read"));
}

TEST_CASE("a file cut off at any place is refused, never shorter in silence") {
    const TempDir folder;
    std::vector<AudioFormat> formats;
    for (const Container container :
         {Container::Wav, Container::Rf64, Container::W64, Container::Aiff, Container::Caf, Container::Au})
        formats.push_back(formatOf(container, SampleFormat::Pcm24, 2));
    formats.push_back(formatOf(Container::Flac, SampleFormat::Pcm16, 1));
    formats.push_back(formatOf(Container::Wav, SampleFormat::Float32, 1));
    formats.push_back(formatOf(Container::Ogg, SampleFormat::Vorbis, 1));
    formats.push_back(formatOf(Container::Ogg, SampleFormat::Opus, 2));
    for (const AudioFormat& format : formats) {
        writeAudio(folder / "whole", format, noise(20000));
        const std::vector<std::uint8_t> bytes = bytesOf(folder / "whole");
        REQUIRE(readingError(folder / "whole").empty());
        for (const std::size_t length :
             {bytes.size() - 1, bytes.size() * 9 / 10, bytes.size() / 2, std::size_t{5000}, std::size_t{200},
              std::size_t{40}, std::size_t{13}, std::size_t{5}}) {
            CAPTURE(extensionOf(format.container), length);
            writeBytes(folder / "cut.x",
                       {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)});
            CHECK_THAT(readingError(folder / "cut.x"), Contains("cut.x: truncated") ||
                                                           Contains("cut.x: damaged") ||
                                                           Contains("cut.x: not an audio file"));
        }
    }
}

TEST_CASE("a truncated WAV file is refused when it is opened, with both lengths") {
    const TempDir folder;
    std::vector<std::uint8_t> bytes = plainWav(folder, noise(1000));
    bytes.resize(1044);
    writeBytes(folder / "cut.wav", bytes);
    const std::string message = errorOf([&] { AudioReader reader(folder / "cut.wav"); });
    CHECK_THAT(message, Contains("cut.wav: truncated") && Contains("2000 bytes") && Contains("1000"));
}

TEST_CASE("a truncated MP3 file with a Xing header is refused") {
    if (!isSupported(Container::Mp3)) return;
    const TempDir folder;
    writeAudio(folder / "whole.mp3", formatOf(Container::Mp3, SampleFormat::Mp3, 2, 44100), noise(200000));
    std::vector<std::uint8_t> bytes = bytesOf(folder / "whole.mp3");
    bytes.resize(bytes.size() / 2);
    writeBytes(folder / "cut.mp3", bytes);
    CHECK_THAT(readingError(folder / "cut.mp3"), Contains("cut.mp3: truncated"));
}

TEST_CASE("damage in the middle of a FLAC file is reported") {
    const TempDir folder;
    writeAudio(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Pcm16), noise(50000));
    std::vector<std::uint8_t> bytes = bytesOf(folder / "a.flac");
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2), 100, std::uint8_t{0x55});
    writeBytes(folder / "a.flac", bytes);
    CHECK_THAT(readingError(folder / "a.flac"), Contains("a.flac: damaged"));
}

TEST_CASE("a WAV file streamed through a pipe, its sizes never filled in, is read to its end") {
    const TempDir folder;
    const std::vector<float> samples = noise(777);
    const std::vector<std::uint8_t> bytes = plainWav(folder, samples);
    const std::vector<float> wanted = readAudio(folder / "plain.wav").samples;
    // What FFmpeg, SoX, arecord, eSpeak and crashed recorders leave: outer size and size of the samples.
    const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{0xFFFFFFFFU, 0xFFFFFFFFU},
                                                             {0x7FFFF024U, 0x7FFFF000U},
                                                             {0x80000024U, 0x80000000U},
                                                             {0, 0},
                                                             {36, 0},
                                                             {8, 0},
                                                             {0xFFFFFFFFU, 0}};
    for (const auto& [outer, inner] : sizes) {
        CAPTURE(outer, inner);
        std::vector<std::uint8_t> streamed = bytes;
        setLittle(streamed, 4, outer);
        setLittle(streamed, 40, inner);
        writeBytes(folder / "streamed.wav", streamed);
        const AudioData audio = readAudio(folder / "streamed.wav");
        CHECK((audio.samples == wanted));
        CHECK(audio.format.sampleFormat == SampleFormat::Pcm16);
        AudioReader reader(folder / "streamed.wav");
        reader.seek(700);
        std::vector<float> tail(100);
        CHECK(reader.read(tail) == 77);
        CHECK(std::equal(wanted.begin() + 700, wanted.end(), tail.begin()));
    }
}

TEST_CASE("an empty WAV file with other chunks behind its samples stays empty") {
    const TempDir folder;
    std::vector<std::uint8_t> bytes = plainWav(folder, {});
    const std::string chunk("LIST\x16\0\0\0INFOINAM\x0a\0\0\0the title\0", 30);
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
    setLittle(bytes, 4, static_cast<std::uint32_t>(bytes.size() - 8));
    writeBytes(folder / "empty.wav", bytes);
    CHECK(readAudio(folder / "empty.wav").samples.empty());
}

TEST_CASE("a FLAC file whose header leaves the length open is read to its end") {
    const TempDir folder;
    writeAudio(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Pcm16), noise(9000));
    const std::vector<float> wanted = readAudio(folder / "a.flac").samples;
    std::vector<std::uint8_t> bytes = bytesOf(folder / "a.flac");
    bytes.at(21) &= 0xF0U; // the length's 36 bits
    std::fill_n(bytes.begin() + 22, 4, std::uint8_t{0});
    writeBytes(folder / "open.flac", bytes);
    CHECK(AudioReader(folder / "open.flac").format().frames == -1);
    CHECK((readAudio(folder / "open.flac").samples == wanted));
}

TEST_CASE("a header that promises a million hours costs no memory") {
    const TempDir folder;
    writeAudio(folder / "a.flac", formatOf(Container::Flac, SampleFormat::Pcm16), noise(9000));
    std::vector<std::uint8_t> bytes = bytesOf(folder / "a.flac");
    bytes.at(21) |= 0x0FU;
    std::fill_n(bytes.begin() + 22, 4, std::uint8_t{0xFF});
    writeBytes(folder / "liar.flac", bytes);
    CHECK_THAT(readingError(folder / "liar.flac"),
               Contains("liar.flac: ") && (Contains("truncated") || Contains("damaged")));
}

TEST_CASE("NaN, infinity and values beyond full scale come out of float files as they are") {
    const TempDir folder;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (const SampleFormat format : {SampleFormat::Float32, SampleFormat::Float64}) {
        writeAudio(folder / "a.wav", formatOf(Container::Wav, format),
                   {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, 3.5F});
        const std::vector<float> samples = readAudio(folder / "a.wav").samples;
        REQUIRE(samples.size() == 4);
        CHECK(std::isnan(samples[0]));
        CHECK(samples[1] == infinity);
        CHECK(samples[2] == -infinity);
        CHECK(samples[3] == 3.5F);
    }
}

TEST_CASE("seeking goes to the frame, and beyond the file is an error") {
    const TempDir folder;
    for (const Container container : {Container::Wav, Container::Flac, Container::Aiff}) {
        writeAudio(folder / "a", formatOf(container, SampleFormat::Pcm16, 2), noise(8000));
        const std::vector<float> all = readAudio(folder / "a").samples;
        AudioReader reader(folder / "a");
        std::vector<float> some(20);
        for (const std::int64_t frame : {3000, 0, 3990, 17}) {
            reader.seek(frame);
            CHECK(reader.read(some) == 10);
            CHECK(std::equal(some.begin(), some.end(), all.begin() + 2 * frame));
        }
        CHECK_THROWS_AS(reader.seek(4001), AudioFileError);
        CHECK_THROWS_AS(reader.seek(-1), AudioFileError);
    }
}

TEST_CASE("a WAV file can come through a named pipe") {
    const TempDir folder;
    const std::vector<std::uint8_t> bytes = plainWav(folder, noise(5000));
    const std::vector<float> wanted = readAudio(folder / "plain.wav").samples;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    std::thread writer([&] { writeBytes(folder / "pipe", bytes); });
    const AudioData audio = readAudio(folder / "pipe");
    writer.join();
    CHECK((audio.samples == wanted));
}

TEST_CASE("a file named like standard input is a file") {
    const TempDir folder;
    writeAudio(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Pcm16), {0.25F});
    std::filesystem::rename(folder / "a.wav", folder / "-");
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const std::vector<float> samples = readAudio("-").samples;
    std::filesystem::current_path(before);
    CHECK(samples == std::vector<float>{0.25F});
}

TEST_CASE("good and bad files can be opened by several threads at once, and each error is the right one") {
    const TempDir folder;
    writeAudio(folder / "good.wav", formatOf(Container::Wav, SampleFormat::Pcm16), noise(100));
    writeBytes(folder / "text.wav", std::vector<std::uint8_t>(1000, 'a'));
    std::vector<std::uint8_t> bytes = bytesOf(folder / "good.wav");
    std::fill_n(bytes.begin() + 20, 16, std::uint8_t{0}); // the format chunk
    writeBytes(folder / "damaged.wav", bytes);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                wrong += !readingError(folder / "good.wav").empty();
                wrong += readingError(folder / "text.wav").find("text.wav: not an audio file") ==
                         std::string::npos;
                wrong +=
                    readingError(folder / "damaged.wav").find("damaged.wav: damaged") == std::string::npos;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("reading mono gives the mean of the channels at the wanted rate") {
    const TempDir folder;
    std::vector<float> stereo;
    const std::vector<float> tone = sine(24000, 440, 48000);
    for (const float x : tone)
        stereo.insert(stereo.end(), {1.5F * x, 0.5F * x});
    writeAudio(folder / "a.wav", formatOf(Container::Wav, SampleFormat::Float32, 2), stereo);
    CHECK(largestDifference(readMono(folder / "a.wav", 48000), tone) < 1e-6);
    const std::vector<float> slow = readMono(folder / "a.wav", 16000);
    REQUIRE(slow.size() == 8000);
    const std::vector<float> wanted = sine(8000, 440, 16000);
    for (std::size_t i = 1000; i < 7000; ++i)
        REQUIRE(slow[i] == Approx(wanted[i]).margin(1e-5));
    CHECK_THROWS_AS(readMono(folder / "a.wav", 0), std::invalid_argument);
    CHECK_THROWS_AS(readMono(folder / "b.wav", 16000), AudioFileError);
}

TEST_CASE("a file in memory reads like the same file on disk, damage is refused by its name") {
    const TempDir folder;
    for (const auto& [container, format] : {std::pair{Container::Flac, SampleFormat::Pcm16},
                                            {Container::Wav, SampleFormat::Float32},
                                            {Container::Ogg, SampleFormat::Opus}}) {
        if (!isSupported(container)) continue;
        AudioFormat wanted = formatOf(container, format);
        wanted.sampleRate = 16000;
        writeAudio(folder / "sound", wanted, noise(16000 * wanted.channels));
        const std::vector<std::uint8_t> bytes = bytesOf(folder / "sound");
        const AudioData fromMemory = readAudio(std::as_bytes(std::span(bytes)), "sound");
        const AudioData fromDisk = readAudio(folder / "sound");
        CHECK(fromMemory.format.sampleRate == 16000);
        CHECK(fromMemory.format.channels == wanted.channels);
        CHECK(fromMemory.format.frames == fromDisk.format.frames);
        CHECK(fromMemory.samples == fromDisk.samples);
    }
    const std::vector<std::uint8_t> rubbish(100, 7);
    CHECK_THAT(errorOf([&] { readAudio(std::as_bytes(std::span(rubbish)), "the built-in sound"); }),
               Contains("the built-in sound: cannot be read"));
    CHECK_THAT(errorOf([] { readAudio(std::span<const std::byte>(), "nothing"); }), Contains("nothing"));
}
