// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/exact_split.h"
#include "tests/support/catch.h"
#include "tests/support/test_signals.h"

#include <cmath>

using winnow::dsp::splitExactly;

TEST_CASE("the split is exact in whole steps for any clean signal, full scale and beyond included") {
    const int bits = GENERATE(8, 16, 24);
    const double steps = std::ldexp(1.0, bits - 1);
    auto input = winnow::test::whiteNoise(5000, 1.0F, 3);
    for (float& x : input)
        x = static_cast<float>(std::min(std::nearbyint(double{x} * steps), steps - 1) / steps);
    input.front() = -1.0F;
    input.back() = static_cast<float>((steps - 1) / steps);
    auto speech = winnow::test::whiteNoise(5000, 1.6F, 4); // worse than any mask gives
    std::vector<float> noise(speech.size());
    splitExactly(input, bits, speech, noise);
    for (std::size_t i = 0; i < input.size(); ++i) {
        const double s = double{speech[i]} * steps, n = double{noise[i]} * steps;
        REQUIRE(s == std::nearbyint(s));
        REQUIRE(n == std::nearbyint(n));
        REQUIRE((s >= -steps && s < steps && n >= -steps && n < steps));
        REQUIRE(s + n == double{input[i]} * steps);
    }
}

TEST_CASE("speech is the clean signal rounded, where noise has room") {
    const std::vector<float> input{0.5F, 0.25F}, clean{0.1F, -0.2F};
    std::vector<float> speech = clean, noise(2);
    CHECK(splitExactly(input, 16, speech, noise) == 0);
    CHECK(speech[0] == static_cast<float>(std::nearbyint(0.1 * 32768) / 32768));
    CHECK(speech[1] == static_cast<float>(std::nearbyint(-0.2 * 32768) / 32768));
}

TEST_CASE("clean samples beyond full scale are counted") {
    const std::vector<float> input{0.5F, 0.5F, -0.5F};
    std::vector<float> speech{1.5F, 0.2F, -1.01F}, noise(3);
    CHECK(splitExactly(input, 16, speech, noise) == 2);
}

TEST_CASE("an input finer than the files is rounded before it is split") {
    const std::vector<float> input{0.3F};
    std::vector<float> speech{0.1F}, noise(1);
    splitExactly(input, 16, speech, noise);
    CHECK(double{speech[0]} + double{noise[0]} == std::nearbyint(double{0.3F} * 32768) / 32768);
}

TEST_CASE("floats are split by plain subtraction") {
    const std::vector<float> input{0.75F, 2.5F};
    std::vector<float> speech{0.5F, 3.0F}, noise(2);
    CHECK(splitExactly(input, 0, speech, noise) == 0);
    CHECK(speech == std::vector<float>{0.5F, 3.0F});
    CHECK(noise == std::vector<float>{0.25F, -0.5F});
}

TEST_CASE("sound that comes before its clean samples is split as if it all came at once") {
    const auto input = winnow::test::whiteNoise(3000, 0.9F, 5),
               clean = winnow::test::whiteNoise(3000, 1.2F, 6);
    auto speech = clean;
    std::vector<float> noise(speech.size());
    const auto clipped = splitExactly(input, 16, speech, noise);
    winnow::dsp::StemSplitter splitter(16);
    std::vector<float> speechParts, noiseParts;
    std::size_t given = 0, taken = 0;
    for (const std::size_t step : {700U, 1U, 900U, 0U, 1399U}) {
        splitter.addInput(std::span(input).subspan(given, step));
        given += step;
        const std::size_t count = given == input.size() ? given - taken : step / 2;
        const auto stems = splitter.split(std::span(clean).subspan(taken, count));
        speechParts.insert(speechParts.end(), stems.speech.begin(), stems.speech.end());
        noiseParts.insert(noiseParts.end(), stems.noise.begin(), stems.noise.end());
        taken += count;
    }
    CHECK(speechParts == speech);
    CHECK(noiseParts == noise);
    CHECK(splitter.clippedSamples() == clipped);
    CHECK(clipped > 0);
}
