// SPDX-License-Identifier: GPL-3.0-or-later
/// The streaming denoiser: what it gives, and when.
#include "separation/streaming_denoiser.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

const std::vector<double> allRates{1000,  7350,  8000,  11025, 16000, 22050,  24000,
                                   32000, 44100, 48000, 88200, 96000, 176400, 192000};

int lengthFor(double rate) {
    return static_cast<int>(0.25 * rate) + 3;
}

std::vector<float> scaled(std::vector<float> samples, float gain) {
    for (float& x : samples)
        x *= gain;
    return samples;
}

} // namespace

TEST_CASE("At amount 0 the clean output is the input, delayed by the latency, bit for bit") {
    for (const double rate : {8000.0, 44100.0, 192000.0}) {
        StreamingDenoiser denoiser;
        denoiser.setControls({0.0F, {}});
        denoiser.prepare({rate, 2, true, 1}, syntheticModel());
        const Channels input{noisySpeech(lengthFor(rate), rate, 1), noisySpeech(lengthFor(rate), rate, 2)};
        const auto out = run(denoiser, input);
        for (std::size_t c = 0; c < 2; ++c) {
            CHECK(out.clean[c] == delayed(input[c], denoiser.latency()));
            CHECK(out.noise[c] == std::vector<float>(input[c].size(), 0.0F));
        }
    }
}

TEST_CASE("The dry output is the input, delayed by the latency, bit for bit, at every rate") {
    for (const double rate : allRates) {
        StreamingDenoiser denoiser;
        denoiser.prepare({rate, 1, true, 1}, syntheticModel());
        std::vector<float> input = noisySpeech(lengthFor(rate), rate);
        input[1] = std::numeric_limits<float>::denorm_min();
        input[2] = -std::numeric_limits<float>::max();
        INFO(rate << " Hz");
        CHECK(run(denoiser, {input}).dry[0] == delayed(input, denoiser.latency()));
    }
}

TEST_CASE("Clean and noise outputs add up to the delayed input") {
    for (const double rate : allRates) {
        StreamingDenoiser denoiser;
        denoiser.prepare({rate, 1, true, 1}, syntheticModel());
        const std::vector<float> input = noisySpeech(lengthFor(rate), rate);
        auto out = run(denoiser, {input});
        for (std::size_t i = 0; i < input.size(); ++i)
            out.clean[0][i] += out.noise[0][i];
        INFO(rate << " Hz");
        CHECK(largestDifference(out.clean[0], delayed(input, denoiser.latency())) < 1e-6);
    }
}

TEST_CASE("The latency is a frame and an eighth, right to the sample, at every rate and overlap") {
    for (const double rate : allRates) {
        for (const int factor : {1, 2, 4}) {
            StreamingDenoiser denoiser;
            DenoiserControls controls;
            controls.amountDb =
                1e-6F; // all but dry: the sound goes through the transform, not through the dry path
            denoiser.setControls(controls);
            denoiser.prepare({rate, 1, true, factor}, syntheticModel());
            CHECK(denoiser.latency() == frameSize({}, rate) * 9 / 8);
            const std::vector<float> input = noisySpeech(lengthFor(rate), rate);
            const auto out = run(denoiser, {input});
            INFO(rate << " Hz, factor " << factor);
            CHECK(largestDifference(out.clean[0], delayed(input, denoiser.latency())) < 1e-4);
        }
    }
}

TEST_CASE("With low latency it is 18 ms or less, right to the sample, at every rate and overlap") {
    for (const double rate : allRates) {
        for (const int factor : {1, 2, 4}) {
            StreamingDenoiser denoiser;
            denoiser.setControls({1e-6F, {}}); // all but dry, as above
            denoiser.prepare({rate, 1, true, factor, true}, syntheticModel());
            INFO(rate << " Hz, factor " << factor);
            CHECK(denoiser.latency() <= 0.0185 * rate); // frames of 44.1 kHz are rounded up
            CHECK(denoiser.latency() >= 0.0100 * rate);
            const std::vector<float> input = noisySpeech(lengthFor(rate), rate);
            const auto out = run(denoiser, {input});
            CHECK(largestDifference(out.clean[0], delayed(input, denoiser.latency())) < 1e-4);
        }
    }
}

TEST_CASE("The latency does not change while audio runs, whatever the controls do") {
    StreamingDenoiser denoiser;
    CHECK(denoiser.latency() == 0);
    denoiser.prepare({48000, 1, true, 1}, syntheticModel());
    const int latency = denoiser.latency();
    for (const float amount : {0.0F, 100.0F, 12.0F}) {
        denoiser.setControls({amount, {amount / 10}});
        run(denoiser, {whiteNoise(1000, 1)});
        CHECK(denoiser.latency() == latency);
    }
    denoiser.reset();
    CHECK(denoiser.latency() == latency);
}

TEST_CASE("Without a model the input passes as clean, in time, bit for bit") {
    for (const double rate : allRates) {
        StreamingDenoiser denoiser;
        denoiser.prepare({rate, 2, true, 1}, nullptr);
        denoiser.setControls({100.0F, {}});
        const Channels input{whiteNoise(lengthFor(rate), 1, 1), whiteNoise(lengthFor(rate), 1, 2)};
        const auto out = run(denoiser, input);
        CHECK(denoiser.latency() == frameSize({}, rate) * 9 / 8); // that of frames of 32 ms
        CHECK(out.clean[1] == delayed(input[1], denoiser.latency()));
        CHECK(out.noise[0] == std::vector<float>(input[0].size(), 0.0F));
        CHECK(denoiser.lastGain().empty());
        CHECK(denoiser.lastActivations().empty());
    }
}

TEST_CASE("Noise is made weaker by up to the amount, and speech by much less") {
    NmfSettings settings;
    settings.iterations = 50;
    settings.maskExponent = 2;
    const auto loss = [&](const std::vector<float>& input, float amount) {
        const auto out = run({16000, 1, true, 1}, syntheticModel(settings), {input}, {amount, {}});
        return 20 * std::log10(rms(out.dry[0]) / rms(out.clean[0]));
    };
    const std::vector<float> noise = whiteNoise(16000, 0.1F);
    CHECK(loss(noise, 100) > 6);
    CHECK(loss(noise, 6) == Approx(6).margin(1.0));
    CHECK(loss(noise, 3) == Approx(3).margin(0.5));
    CHECK(loss(noise, 100) > loss(voiced(16000, 16000, 0.5F), 100) + 12);
}

TEST_CASE("The same signal louder or softer gives the same result louder or softer") {
    const std::vector<float> input = noisySpeech(16000, 16000);
    const auto reference = run({16000, 1, true, 1}, syntheticModel(), {input});
    for (const float db : {-30.0F, 10.0F}) {
        const float gain = std::pow(10.0F, db / 20);
        const auto out = run({16000, 1, true, 1}, syntheticModel(), {scaled(input, gain)});
        CHECK(largestDifference(out.clean[0], scaled(reference.clean[0], gain)) <
              1e-3 * static_cast<double>(gain));
    }
}

TEST_CASE("Linked channels keep the stereo image: the same gain in every bin of every channel") {
    const std::vector<float> left = noisySpeech(16000, 16000);
    const auto mono = run({16000, 1, true, 1}, syntheticModel(), {left});
    // A source panned to the left stays there: level differences are untouched.
    const auto stereo = run({16000, 2, true, 1}, syntheticModel(), {left, scaled(left, 0.25F)});
    CHECK(largestDifference(scaled(stereo.clean[0], 0.25F), stereo.clean[1]) < 1e-5);
    CHECK(largestDifference(stereo.clean[0], mono.clean[0]) < 1e-3); // one source, one mask
    // A channel of silence stays silence.
    const auto half =
        run({16000, 2, true, 1}, syntheticModel(), {left, std::vector<float>(left.size(), 0.0F)});
    CHECK(half.clean[1] == std::vector<float>(left.size(), 0.0F));
}

TEST_CASE("Channels that are not linked are denoised as if alone") {
    const Channels input{noisySpeech(8000, 16000, 1), whiteNoise(8000, 0.3F, 2), voiced(8000, 16000, 0.1F)};
    const auto together = run({16000, 3, false, 1}, syntheticModel(), input);
    const auto linked = run({16000, 3, true, 1}, syntheticModel(), input);
    for (std::size_t c = 0; c < 3; ++c) {
        CHECK(together.clean[c] == run({16000, 1, true, 1}, syntheticModel(), {input[c]}).clean[0]);
        CHECK(together.clean[c] != linked.clean[c]);
    }
}

TEST_CASE("One channel and 64 equal channels give the same") {
    const std::vector<float> input = noisySpeech(4000, 16000);
    const auto one = run({16000, 1, true, 1}, syntheticModel(), {input});
    const auto many = run({16000, 64, true, 1}, syntheticModel(), Channels(64, input));
    CHECK(largestDifference(many.clean[63], one.clean[0]) < 1e-4);
    CHECK(many.clean[63] == many.clean[0]);
}

TEST_CASE("After a reset the denoiser gives what a fresh one gives") {
    const Channels input{noisySpeech(9000, 16000)};
    NmfSettings settings;
    settings.warmStart = 0.5F;
    settings.maskSmoothing = 0.5F;
    settings.decisionDirected = 0.5F;
    StreamingDenoiser denoiser;
    denoiser.prepare({16000, 1, true, 1}, syntheticModel(settings));
    const auto fresh = run(denoiser, input);
    run(denoiser, {whiteNoise(777, 1)});
    denoiser.setControls({30.0F, {3.0F}});
    denoiser.setControls({}); // a ramp under way ends with the reset
    denoiser.reset();
    CHECK(run(denoiser, input).clean == fresh.clean);
}

TEST_CASE("Preparing again serves another rate, channel count and model") {
    StreamingDenoiser denoiser;
    denoiser.prepare({16000, 1, true, 1}, syntheticModel());
    run(denoiser, {noisySpeech(3000, 16000)});
    denoiser.prepare({44100, 2, true, 1}, nullptr);
    run(denoiser, Channels(2, whiteNoise(3000, 1)));
    denoiser.prepare({16000, 1, true, 1}, syntheticModel());
    const Channels input{noisySpeech(3000, 16000)};
    CHECK(run(denoiser, input).clean == run({16000, 1, true, 1}, syntheticModel(), input).clean);
}

TEST_CASE("Rates, channel counts and overlaps out of range are refused and change nothing") {
    StreamingDenoiser denoiser;
    denoiser.prepare({16000, 1, true, 1}, syntheticModel());
    for (const double rate : {0.0, -1.0, 999.0, 1e6, std::nan(""), std::numeric_limits<double>::infinity()})
        CHECK_THROWS_AS(denoiser.prepare({rate, 1, true, 1}, nullptr), std::invalid_argument);
    for (const int channels : {0, -1, 65})
        CHECK_THROWS_AS(denoiser.prepare({16000, channels, true, 1}, nullptr), std::invalid_argument);
    for (const int factor : {0, 3, 8})
        CHECK_THROWS_AS(denoiser.prepare({16000, 1, true, factor}, nullptr), std::invalid_argument);
    CHECK(denoiser.latency() == 576);
    const Channels input{noisySpeech(3000, 16000)};
    CHECK(run(denoiser, input).clean == run({16000, 1, true, 1}, syntheticModel(), input).clean);
}

TEST_CASE("The last frame's mask and activations can be looked at") {
    StreamingDenoiser denoiser;
    denoiser.prepare({16000, 1, true, 1}, syntheticModel());
    REQUIRE(denoiser.lastGain().size() == 257);
    REQUIRE(denoiser.lastActivations().size() == 40);
    run(denoiser, {whiteNoise(4096, 0.5F)});
    float sum = 0;
    for (const float a : denoiser.lastActivations())
        sum += a;
    CHECK(sum > 0.0F);
    for (const float g : denoiser.lastGain())
        CHECK((g >= 0.0F && g <= 1.0F));
}
