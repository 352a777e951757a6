// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/pcm.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

std::vector<float> decoded(const std::vector<std::byte>& bytes, SampleFormat format) {
    std::vector<float> samples(bytes.size() / static_cast<std::size_t>(bytesPerSample(format)));
    decodePcm(bytes, format, samples);
    return samples;
}

} // namespace

TEST_CASE(
    "quantising rounds to the nearest step, limits, counts what is beyond full scale and turns NaN to 0") {
    std::int64_t clipped = 0;
    const auto level16 = [&](float x) { return quantise(x, 16, clipped) / 65536; };
    CHECK(level16(0.0F) == 0);
    CHECK(level16(1.0F / 32768) == 1);
    CHECK(level16(0.49F / 32768) == 0);
    CHECK(level16(0.51F / 32768) == 1);
    CHECK(level16(-0.51F / 32768) == -1);
    CHECK(level16(-1.0F) == -32768);
    CHECK(level16(1.0F) == 32767); // the positive end is one step short of full scale
    CHECK(level16(notANumber) == 0);
    CHECK(clipped == 0);
    CHECK(level16(1.001F) == 32767);
    CHECK(level16(-3.0F) == -32768);
    CHECK(level16(infinity) == 32767);
    CHECK(level16(-infinity) == -32768);
    CHECK(level16(1e30F) == 32767);
    CHECK(clipped == 5);
    CHECK(quantise(1.0F, 32, clipped) == std::numeric_limits<std::int32_t>::max());
    CHECK(quantise(-1.0F, 32, clipped) == std::numeric_limits<std::int32_t>::min());
    CHECK(quantise(-0.5F, 8, clipped) == -64 * (1 << 24));
}

TEST_CASE("samples for encoders are limited to full scale and counted") {
    std::int64_t clipped = 0;
    CHECK(limitToFullScale(0.75F, clipped) == 0.75F);
    CHECK(limitToFullScale(-1.0F, clipped) == -1.0F);
    CHECK(limitToFullScale(notANumber, clipped) == 0.0F);
    CHECK(clipped == 0);
    CHECK(limitToFullScale(1e30F, clipped) == 1.0F);
    CHECK(limitToFullScale(-infinity, clipped) == -1.0F);
    CHECK(clipped == 2);
}

TEST_CASE("PCM bytes are little-endian two's complement, and floats as they are in memory") {
    std::vector<std::byte> bytes;
    std::int64_t clipped = 0;
    const auto isEncodedAs = [&](float sample, SampleFormat format, std::initializer_list<int> wanted) {
        encodePcm(std::vector<float>{sample}, format, bytes, clipped);
        std::vector<std::byte> expected;
        for (const int value : wanted)
            expected.push_back(static_cast<std::byte>(value));
        return bytes == expected;
    };
    CHECK(isEncodedAs(-0.5F, SampleFormat::Pcm8, {0xC0}));
    CHECK(isEncodedAs(0.5F, SampleFormat::Pcm16, {0x00, 0x40}));
    CHECK(isEncodedAs(-1.0F / 32768, SampleFormat::Pcm16, {0xFF, 0xFF}));
    CHECK(isEncodedAs(1.0F / 8388608, SampleFormat::Pcm24, {0x01, 0x00, 0x00}));
    CHECK(isEncodedAs(-1.0F, SampleFormat::Pcm24, {0x00, 0x00, 0x80}));
    CHECK(isEncodedAs(0.5F, SampleFormat::Pcm32, {0x00, 0x00, 0x00, 0x40}));
    CHECK(isEncodedAs(1.0F, SampleFormat::Float32, {0x00, 0x00, 0x80, 0x3F}));
    CHECK(isEncodedAs(-2.0F, SampleFormat::Float64, {0, 0, 0, 0, 0, 0, 0x00, 0xC0}));
}

TEST_CASE("PCM of every format comes back as it was, to half a step") {
    std::vector<float> samples = noise(500);
    samples.insert(samples.end(), {0.0F, -1.0F, 0.99F});
    const std::pair<SampleFormat, double> formats[] = {{SampleFormat::Pcm8, 1.0 / 256},
                                                       {SampleFormat::Pcm16, 1.0 / 65536},
                                                       {SampleFormat::Pcm24, 1.0 / 16777216},
                                                       {SampleFormat::Pcm32, 0},
                                                       {SampleFormat::Float32, 0},
                                                       {SampleFormat::Float64, 0}};
    for (const auto& [format, tolerance] : formats) {
        CAPTURE(static_cast<int>(format));
        std::vector<std::byte> bytes;
        std::int64_t clipped = 0;
        encodePcm(samples, format, bytes, clipped);
        const std::vector<float> once = decoded(bytes, format);
        // Noise may lie half a step below full scale, where the positive end is cut.
        CHECK(largestDifference(once, samples) <= tolerance * 2);
        const std::vector<std::byte> first = bytes;
        encodePcm(once, format, bytes, clipped);
        CHECK(bytes == first);
        CHECK(clipped == 0);
    }
}

TEST_CASE("every 16-bit and every 8-bit level survives decoding and encoding") {
    std::vector<std::byte> words(2 * 65536), bytes;
    for (int level = 0; level < 65536; ++level) {
        words[2 * level] = static_cast<std::byte>(level & 255);
        words[2 * level + 1] = static_cast<std::byte>(level >> 8);
    }
    std::int64_t clipped = 0;
    for (const SampleFormat format : {SampleFormat::Pcm8, SampleFormat::Pcm16}) {
        encodePcm(decoded(words, format), format, bytes, clipped);
        CHECK(bytes == words);
    }
    CHECK(clipped == 0);
}

TEST_CASE("float formats keep NaN, infinity and values beyond full scale") {
    for (const SampleFormat format : {SampleFormat::Float32, SampleFormat::Float64}) {
        std::vector<std::byte> bytes;
        std::int64_t clipped = 0;
        encodePcm(std::vector<float>{notANumber, infinity, -7.5F}, format, bytes, clipped);
        const std::vector<float> back = decoded(bytes, format);
        CHECK(std::isnan(back[0]));
        CHECK(back[1] == infinity);
        CHECK(back[2] == -7.5F);
        CHECK(clipped == 0);
    }
}
