// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/dsp/audio_files.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

using namespace winnow::dsp;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

struct Pipe {
    Pipe() { REQUIRE(::pipe(ends) == 0); }
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void closeEnd(int end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
    void put(const std::vector<std::uint8_t>& bytes) {
        REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == std::ssize(bytes));
    }
    int ends[2];
};

AudioFormat raw(SampleFormat format, int channels = 1) {
    return formatOf(Container::Raw, format, channels);
}

std::vector<float> readAll(AudioReader& reader, std::size_t blockSamples) {
    std::vector<float> all, block(blockSamples);
    while (const std::int64_t frames = reader.read(block))
        all.insert(all.end(), block.begin(), block.begin() + frames * reader.format().channels);
    return all;
}

} // namespace

TEST_CASE("raw audio through a pipe is the same at the other end, in blocks of any size") {
    for (const SampleFormat format : {SampleFormat::Pcm8, SampleFormat::Pcm16, SampleFormat::Pcm24,
                                      SampleFormat::Pcm32, SampleFormat::Float32, SampleFormat::Float64}) {
        CAPTURE(static_cast<int>(format));
        std::vector<float> samples = noise(60000, 9); // more than a pipe holds
        for (float& sample : samples)
            sample = std::round(sample * 127) / 128;
        Pipe pipe;
        std::thread sender([&] {
            AudioWriter writer(pipe.ends[1], raw(format, 3), "standard output");
            for (std::size_t at = 0; at < samples.size(); at += 3 * 777)
                writer.write(
                    std::span(samples).subspan(at, std::min<std::size_t>(3 * 777, samples.size() - at)));
            writer.close();
            pipe.closeEnd(1);
        });
        AudioReader reader(pipe.ends[0], raw(format, 3), "standard input");
        const std::vector<float> received = readAll(reader, 1000);
        sender.join();
        CHECK(reader.format().frames == -1);
        CHECK(reader.format().container == Container::Raw);
        CHECK((received == samples));
    }
}

TEST_CASE("a pipe that gives its bytes one by one gives whole samples all the same") {
    Pipe pipe;
    std::thread sender([&] {
        for (const std::uint8_t byte : {0x00, 0x40, 0x00, 0xC0, 0xFF, 0x7F}) {
            REQUIRE(::write(pipe.ends[1], &byte, 1) == 1);
            std::this_thread::yield();
        }
        pipe.closeEnd(1);
    });
    AudioReader reader(pipe.ends[0], raw(SampleFormat::Pcm16), "input");
    const std::vector<float> received = readAll(reader, 2);
    sender.join();
    CHECK(received == std::vector<float>{0.5F, -0.5F, 32767.0F / 32768});
}

TEST_CASE("a descriptor that does not wait is waited for") {
    Pipe pipe;
    REQUIRE(::fcntl(pipe.ends[0], F_SETFL, O_NONBLOCK) == 0);
    REQUIRE(::fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK) == 0);
    const std::vector<float> samples = noise(100000);
    std::thread sender([&] {
        AudioWriter writer(pipe.ends[1], raw(SampleFormat::Float32), "output");
        writer.write(samples);
        pipe.closeEnd(1);
    });
    AudioReader reader(pipe.ends[0], raw(SampleFormat::Float32), "input");
    const std::vector<float> received = readAll(reader, 5000);
    sender.join();
    CHECK((received == samples));
}

TEST_CASE("raw audio that ends within a frame gives its whole frames, then an error") {
    Pipe pipe;
    pipe.put({0, 1, 2, 3, 4, 5, 6});
    pipe.closeEnd(1);
    AudioReader reader(pipe.ends[0], raw(SampleFormat::Pcm16, 2), "input");
    std::vector<float> block(100);
    CHECK(reader.read(block) == 1);
    CHECK(reader.read(std::span(block).first(1)) == 0); // no room for a frame
    CHECK_THAT(errorOf([&] { reader.read(block); }), Contains("input: ends in the middle of a frame"));
}

TEST_CASE("raw audio limits integers, counts them, and cannot be wound") {
    Pipe pipe;
    AudioWriter writer(pipe.ends[1], raw(SampleFormat::Pcm16), "output");
    writer.write(std::vector<float>{2.0F, -2.0F, 0.5F});
    CHECK(writer.clippedSamples() == 2);
    pipe.closeEnd(1);
    AudioReader reader(pipe.ends[0], raw(SampleFormat::Pcm16), "input");
    CHECK_THAT(errorOf([&] { reader.seek(0); }), Contains("input: "));
    CHECK(readAll(reader, 10) == std::vector<float>{32767.0F / 32768, -1.0F, 0.5F});
    CHECK(reader.metadata().strings.empty());
}

TEST_CASE("raw audio without rate, channels or an uncompressed format is refused by name") {
    AudioFormat noRate = raw(SampleFormat::Pcm16);
    noRate.sampleRate = 0;
    CHECK_THAT(errorOf([&] { AudioReader(0, noRate, "pipe one"); }), Contains("pipe one: "));
    CHECK_THAT(errorOf([&] { AudioWriter(1, raw(SampleFormat::Pcm16, 0), "pipe two"); }),
               Contains("pipe two: "));
    CHECK_THAT(errorOf([&] { AudioReader(0, raw(SampleFormat::Vorbis), "pipe"); }), Contains("32-bit"));
}

TEST_CASE("a descriptor that cannot be read or written gives an error with the system's reason") {
    Pipe pipe;
    AudioReader wrongEnd(pipe.ends[1], raw(SampleFormat::Pcm16), "input");
    std::vector<float> block(10);
    CHECK_THAT(errorOf([&] { wrongEnd.read(block); }), Contains("input: cannot be read: "));
    AudioWriter wrongToo(pipe.ends[0], raw(SampleFormat::Pcm16), "output");
    CHECK_THAT(errorOf([&] { wrongToo.write(block); }), Contains("output: cannot be written: "));
}
