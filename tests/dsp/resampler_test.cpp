// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/resampler.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

struct Rates {
    double in, out;
};

constexpr Rates conversions[] = {{48000, 16000}, {16000, 48000}, {44100, 48000}, {48000, 44100},
                                 {44100, 16000}, {7350, 192000}, {192000, 7350}, {22050, 16000.5},
                                 {8000, 11025},  {96000, 8000}};

/// In calls of ever changing size, from one frame on.
std::vector<float> inPieces(Resampler& resampler, const std::vector<float>& input, std::size_t channels) {
    std::vector<float> output;
    const std::span<const float> all(input);
    std::size_t at = 0;
    for (std::size_t frames = 1; at < all.size(); frames = frames * 7 % 1013 + 1) {
        const std::size_t count = std::min(frames * channels, all.size() - at);
        resampler.process(all.subspan(at, count), output);
        at += count;
    }
    resampler.finish(output);
    return output;
}

} // namespace

TEST_CASE("a resampled sine is the sine at the new rate, in place to a small part of a sample") {
    for (const Rates& rates : conversions) {
        CAPTURE(rates.in, rates.out);
        const double frequency = 0.4 * std::min(rates.in, rates.out);
        const auto length = static_cast<std::size_t>(3000 * std::max(1.0, rates.in / rates.out));
        const std::vector<float> output =
            resample(sine(length, frequency, rates.in, 0.5, 0.3), rates.in, rates.out);
        const std::vector<float> wanted = sine(output.size(), frequency, rates.out, 0.5, 0.3);
        // The middle third, away from where the sine begins and ends.
        const std::size_t first = output.size() / 3, last = 2 * first;
        double together = 0, power = 0, worst = 0;
        for (std::size_t i = first; i < last; ++i) {
            together += static_cast<double>(output[i]) * static_cast<double>(wanted[i]);
            power += static_cast<double>(wanted[i]) * static_cast<double>(wanted[i]);
        }
        const double gain = together / power;
        CHECK(std::abs(20 * std::log10(gain)) < 0.01); // dB
        for (std::size_t i = first; i < last; ++i)
            worst = std::max(
                worst, std::abs(static_cast<double>(output[i]) - gain * static_cast<double>(wanted[i])));
        CHECK(worst < 3e-6); // a shift by a thousandth of a sample would give 1e-3
    }
}

TEST_CASE("a resampled signal has round(length times ratio) samples, also an empty or a very short one") {
    for (const Rates& rates : conversions) {
        for (const int length : {0, 1, 2, 3, 10, 101, 1000, 4099}) {
            CAPTURE(rates.in, rates.out, length);
            const auto output = resample(noise(static_cast<std::size_t>(length)), rates.in, rates.out);
            CHECK(std::ssize(output) == std::llround(length * rates.out / rates.in));
        }
    }
}

TEST_CASE("what the lower rate cannot hold is taken out") {
    const std::vector<float> output = resample(sine(30000, 11000, 48000, 1.0), 48000, 16000);
    CHECK(std::abs(*std::max_element(output.begin() + 500, output.end() - 500)) < 1e-5F);
}

TEST_CASE("resampling in pieces gives the same bits as resampling at once") {
    for (const Rates& rates : conversions) {
        CAPTURE(rates.in, rates.out);
        const std::vector<float> input = noise(3001);
        const std::vector<float> wanted = resample(input, rates.in, rates.out);
        Resampler resampler(rates.in, rates.out, 1);
        CHECK(inPieces(resampler, input, 1) == wanted);
        CHECK(inPieces(resampler, input, 1) == wanted); // finish puts it at its start again
    }
}

TEST_CASE("interleaved channels are resampled like single ones") {
    const std::vector<float> left = noise(2000, 1), middle = noise(2000, 2), right = noise(2000, 3);
    std::vector<float> input;
    for (std::size_t i = 0; i < 2000; ++i)
        input.insert(input.end(), {left[i], middle[i], right[i]});
    Resampler resampler(44100, 48000, 3);
    const std::vector<float> output = inPieces(resampler, input, 3);
    const std::vector<float> wanted[] = {resample(left, 44100, 48000), resample(middle, 44100, 48000),
                                         resample(right, 44100, 48000)};
    REQUIRE(output.size() == 3 * wanted[0].size());
    int wrong = 0;
    for (std::size_t i = 0; i < output.size(); ++i)
        wrong += output[i] != wanted[i % 3][i / 3];
    CHECK(wrong == 0);
}

TEST_CASE("equal rates pass samples through bit for bit") {
    const std::vector<float> input = noise(1234);
    CHECK(resample(input, 44100, 44100) == input);
    Resampler resampler(8000, 8000, 2);
    CHECK(inPieces(resampler, input, 2) == input);
}

TEST_CASE("impossible rates, channels and parts of frames are refused") {
    CHECK_THROWS_AS(Resampler(0, 48000, 1), std::invalid_argument);
    CHECK_THROWS_AS(Resampler(48000, -1, 1), std::invalid_argument);
    CHECK_THROWS_AS(Resampler(48000, std::numeric_limits<double>::quiet_NaN(), 1), std::invalid_argument);
    CHECK_THROWS_AS(Resampler(std::numeric_limits<double>::infinity(), 48000, 1), std::invalid_argument);
    CHECK_THROWS_AS(Resampler(48000, 16000, 0), std::invalid_argument);
    Resampler stereo(48000, 16000, 2);
    std::vector<float> output;
    CHECK_THROWS_AS(stereo.process(std::vector<float>(3), output), std::invalid_argument);
}
