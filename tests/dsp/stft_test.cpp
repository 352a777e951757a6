// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/framer.h"
#include "dsp/stft.h"
#include "tests/dsp/malloc_count.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

struct Case {
    const char* name;
    WindowPair windows;
    int hop;
    int latency; ///< expected
};

std::vector<Case> cases() {
    return {
        {"square-root Hann 512 / 128", sqrtHannPair(512), 128, 384},
        {"square-root Hann 512 / 256", sqrtHannPair(512), 256, 256},
        {"square-root Hann 441 / 147", sqrtHannPair(441), 147, 294},
        {"square-root Hann 441 / 100, no constant overlap-add", sqrtHannPair(441), 100, 341},
        {"square-root Hann 97 / 13", sqrtHannPair(97), 13, 84},
        {"Hann 480 / 120, rectangle behind", {hann(480), std::vector<float>(480, 1.0F)}, 120, 360},
        {"Hamming 101 / 50", {hamming(101), hamming(101)}, 50, 51},
        {"rectangles without overlap", {std::vector<float>(64, 1.0F), std::vector<float>(64, 1.0F)}, 64, 0},
        {"asymmetric 512 / 64", asymmetricPair(512, 64), 64, 64},
        {"asymmetric 480 / 60", asymmetricPair(480, 60), 60, 60},
        {"asymmetric 441 / 63", asymmetricPair(441, 63), 63, 63},
        {"asymmetric 1000 / 333", asymmetricPair(1000, 333), 333, 333},
    };
}

/// Analysis and synthesis of a whole number of hops, the spectra unchanged.
std::vector<float> roundTrip(Stft& stft, const std::vector<float>& input, int channel = 0) {
    std::vector<float> output(input.size());
    std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(stft.bins()));
    const auto hop = static_cast<std::size_t>(stft.hop());
    for (std::size_t at = 0; at + hop <= input.size(); at += hop) {
        stft.analyse(channel, std::span(input).subspan(at, hop), spectrum);
        stft.synthesise(channel, spectrum, std::span(output).subspan(at, hop));
    }
    return output;
}

std::vector<float> delayed(const std::vector<float>& samples, int delay) {
    std::vector<float> late(samples.size(), 0.0F);
    std::copy(samples.begin(), samples.end() - delay, late.begin() + delay);
    return late;
}

} // namespace

TEST_CASE("unchanged spectra give the input back, later by exactly the stated latency") {
    for (const Case& c : cases()) {
        CAPTURE(c.name);
        Stft stft;
        stft.prepare({1, c.hop, c.windows});
        REQUIRE(stft.analysisLatency() + stft.synthesisLatency() == c.latency);
        const std::vector<float> input = noise(static_cast<std::size_t>(c.hop) * 40);
        // Noise resembles no shifted copy of itself, so one sample more or less would be an error near 1.
        CHECK(largestDifference(roundTrip(stft, input), delayed(input, c.latency)) < 5e-6);
    }
}

TEST_CASE("the asymmetric pair is later by its hop only, however long its frame is") {
    for (const int size : {128, 512, 4096}) {
        Stft stft;
        stft.prepare({1, 64, asymmetricPair(size, 64)});
        CHECK(stft.analysisLatency() + stft.synthesisLatency() == 64);
    }
}

TEST_CASE("frame t ends at sample (t+1) hop, with silence before the first sample") {
    constexpr int size = 24, hop = 7;
    Stft stft;
    stft.prepare({1, hop, {hamming(size), hamming(size)}});
    REQUIRE(stft.frameSize() == size);
    REQUIRE(stft.bins() == 13);
    const std::vector<float> input = noise(hop * 6), window = hamming(size);
    std::vector<std::complex<float>> spectrum(13);
    for (int t = 0; t < 6; ++t) {
        stft.analyse(0, std::span(input).subspan(static_cast<std::size_t>(t) * hop, hop), spectrum);
        for (int k = 0; k < 13; ++k) {
            std::complex<double> wanted = 0;
            for (int n = 0; n < size; ++n) {
                const int at = (t + 1) * hop - size + n;
                if (at >= 0)
                    wanted += static_cast<double>(window[n]) * static_cast<double>(input[at]) *
                              std::polar(1.0, -2 * std::numbers::pi * k * n / size);
            }
            CHECK(std::abs(wanted - std::complex<double>(spectrum[k])) < 1e-5);
        }
    }
}

TEST_CASE("channels of an STFT do not touch each other") {
    Stft both, alone;
    both.prepare({2, 32, sqrtHannPair(128)});
    alone.prepare({1, 32, sqrtHannPair(128)});
    const std::vector<float> left = noise(640, 1), right = noise(640, 2);
    std::vector<float> leftOut(640), rightOut(640);
    std::vector<std::complex<float>> a(65), b(65);
    for (std::size_t at = 0; at < 640; at += 32) {
        both.analyse(0, std::span(left).subspan(at, 32), a);
        both.analyse(1, std::span(right).subspan(at, 32), b);
        both.synthesise(1, b, std::span(rightOut).subspan(at, 32));
        both.synthesise(0, a, std::span(leftOut).subspan(at, 32));
    }
    CHECK(leftOut == roundTrip(alone, left));
    alone.reset();
    CHECK(rightOut == roundTrip(alone, right));
}

TEST_CASE("reset clears all history of an STFT") {
    Stft stft;
    stft.prepare({1, 50, asymmetricPair(300, 50)});
    const std::vector<float> input = noise(1000);
    const std::vector<float> first = roundTrip(stft, input);
    CHECK(roundTrip(stft, input) != first);
    stft.reset();
    CHECK(roundTrip(stft, input) == first);
}

TEST_CASE("a framer and an STFT together are later by both latencies") {
    Stft stft;
    stft.prepare({1, 48, asymmetricPair(480, 48)});
    Framer framer;
    framer.prepare(1, 48);
    struct {
        Stft& stft;
        std::vector<std::complex<float>> spectrum;
        void begin(std::span<const float* const> in) { stft.analyse(0, {in[0], 48}, spectrum); }
        void advance(int, int) {}
        void finish(std::span<float* const> out) { stft.synthesise(0, spectrum, {out[0], 48}); }
    } transform{stft, std::vector<std::complex<float>>(static_cast<std::size_t>(stft.bins()))};
    const std::vector<float> input = noise(3000);
    std::vector<float> output(3000);
    for (std::size_t at = 0; at < 3000; at += 100) {
        const float* in = input.data() + at;
        float* out = output.data() + at;
        framer.process(&in, &out, 100, transform);
    }
    const int latency = framer.latency() + stft.analysisLatency() + stft.synthesisLatency();
    CHECK(latency == 96);
    CHECK(largestDifference(output, delayed(input, latency)) < 5e-6);
}

TEST_CASE("one NaN in the input of an STFT is gone after a frame") {
    Stft stft;
    stft.prepare({1, 32, sqrtHannPair(128)});
    std::vector<float> input = noise(1280);
    const std::vector<float> clean = roundTrip(stft, input);
    stft.reset();
    input[100] = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> output = roundTrip(stft, input);
    // The frames that hold it end at 128 to 227; the last of them adds to the output until 128 samples later.
    CHECK(std::any_of(output.begin(), output.begin() + 352, [](float x) { return std::isnan(x); }));
    CHECK(std::equal(output.begin() + 352, output.end(), clean.begin() + 352));
}

TEST_CASE("analysis and synthesis allocate nothing") {
    if (!MallocCount::works()) return;
    for (const Case& c : cases()) {
        CAPTURE(c.name);
        Stft stft;
        stft.prepare({1, c.hop, c.windows});
        std::vector<float> hop = noise(static_cast<std::size_t>(c.hop));
        std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(stft.bins()));
        const MallocCount count;
        stft.analyse(0, hop, spectrum);
        stft.synthesise(0, spectrum, hop);
        stft.reset();
        const long allocations = count.value();
        CHECK(allocations == 0);
    }
}

TEST_CASE("an STFT that could not give its input back is refused") {
    Stft stft;
    CHECK_THROWS_AS(stft.prepare({1, 512, sqrtHannPair(512)}),
                    std::invalid_argument); // gaps at every frame's border
    CHECK_THROWS_AS(stft.prepare({1, 129, asymmetricPair(512, 64)}), std::invalid_argument);
    CHECK_THROWS_AS(stft.prepare({1, 0, sqrtHannPair(512)}), std::invalid_argument);
    CHECK_THROWS_AS(stft.prepare({1, 513, sqrtHannPair(512)}), std::invalid_argument);
    CHECK_THROWS_AS(stft.prepare({0, 128, sqrtHannPair(512)}), std::invalid_argument);
    CHECK_THROWS_AS(stft.prepare({1, 128, {hann(512), hann(256)}}), std::invalid_argument);
    CHECK_THROWS_AS(stft.prepare({1, 1, {}}), std::invalid_argument);
    std::vector<float> withNan = hann(64);
    withNan[10] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_AS(stft.prepare({1, 16, {withNan, hann(64)}}), std::invalid_argument);
}

TEST_CASE("a refused prepare leaves the STFT as it was") {
    Stft stft;
    stft.prepare({1, 32, sqrtHannPair(128)});
    CHECK_THROWS(stft.prepare({1, 0, sqrtHannPair(64)}));
    const std::vector<float> input = noise(640);
    CHECK(largestDifference(roundTrip(stft, input), delayed(input, 96)) < 5e-6);
}
