// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/denoise_engine.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <memory>
#include <vector>

using namespace winnow;
using namespace winnow::plugin;
using namespace winnow::test;

namespace {

constexpr double rate = 16000;

std::unique_ptr<DenoiserVoice> voice(separation::ModelPtr model, int latency = -1, int channels = 1) {
    VoiceSpec spec;
    spec.sampleRate = rate;
    spec.channels = channels;
    return std::make_unique<DenoiserVoice>(spec, std::move(model), latency);
}

std::vector<float> run(DenoiseEngine& engine, const std::vector<float>& input, int block = 100) {
    std::vector<float> out(input.size());
    for (std::size_t at = 0; at < input.size(); at += static_cast<std::size_t>(block)) {
        const int n =
            static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(block), input.size() - at));
        const float* in[] = {input.data() + at};
        float* main[] = {out.data() + at};
        engine.process<float>(in, {main, nullptr, nullptr}, n);
    }
    return out;
}

std::vector<float> reference(const std::vector<float>& input, separation::ModelPtr model) {
    separation::StreamSpec spec;
    spec.sampleRate = rate;
    return test::run(spec, std::move(model), {input}).clean.front();
}

std::vector<float> tail(const std::vector<float>& samples, std::size_t count) {
    return {samples.end() - static_cast<std::ptrdiff_t>(count), samples.end()};
}

/// How unlike a neighbour a sample is, at most, beyond what the signal itself does.
double roughness(const std::vector<float>& samples) {
    double most = 0;
    for (std::size_t i = 2; i < samples.size(); ++i)
        most = std::max(most,
                        std::abs(static_cast<double>(samples[i]) - 2.0 * static_cast<double>(samples[i - 1]) +
                                 static_cast<double>(samples[i - 2])));
    return most;
}

} // namespace

TEST_CASE("A voice is as late as it is told, and refuses to be earlier than its engine can be") {
    const auto model = syntheticModel();
    const int own = voice(model)->latency();
    const auto input = noisySpeech(6000, rate);
    DenoiseEngine plain, padded;
    plain.prepare(voice(model), {});
    padded.prepare(voice(model, own + 37), {});
    CHECK(padded.latency() == own + 37);
    CHECK(run(padded, input) == delayed(run(plain, input), 37));
    CHECK_THROWS_AS(voice(model, own - 1), std::invalid_argument);
}

TEST_CASE("A voice offered before the first sound is heard from the first sample") {
    const auto a = syntheticModel({}, {}, 1), b = syntheticModel({}, {}, 2);
    const auto input = noisySpeech(8000, rate);
    DenoiseEngine engine;
    engine.prepare(voice(a), {});
    engine.offer(voice(b));
    CHECK(run(engine, input) == reference(input, b));
    engine.reset();
    engine.offer(voice(a));
    CHECK(run(engine, input) == reference(input, a));
}

TEST_CASE("A voice offered while sound runs takes over without a click and is then what is heard") {
    const auto a = syntheticModel({}, {}, 1), b = syntheticModel({}, {}, 2);
    const auto input = noisySpeech(32000, rate);
    DenoiseEngine engine;
    engine.prepare(voice(a), {});
    const std::vector<float> before(input.begin(), input.begin() + 8000);
    const std::vector<float> after(input.begin() + 8000, input.end());
    const auto first = run(engine, before);
    CHECK(first == tail(reference(before, a), 8000));
    engine.offer(voice(b));
    auto swapped = first;
    const auto rest = run(engine, after);
    swapped.insert(swapped.end(), rest.begin(), rest.end());

    const auto allA = reference(input, a);
    CHECK(std::equal(allA.begin(), allA.begin() + 8000, swapped.begin()));
    // It listened to the same frames from 8000 on: on a frame's border, as a multiple of every hop, the same.
    CHECK(tail(swapped, 4000) != tail(allA, 4000));
    CHECK(roughness(swapped) <= 1.5 * std::max(roughness(allA), roughness(reference(input, b))));
}

TEST_CASE("The old voice is freed off the audio thread") {
    if (!AllocationTrap::isAvailable()) return;
    auto first = syntheticModel({}, {}, 1);
    const std::weak_ptr<const separation::NmfModel> old = first;
    DenoiseEngine engine;
    engine.prepare(voice(first), {});
    first.reset();
    const auto input = noisySpeech(16000, rate);
    engine.offer(voice(syntheticModel({}, {}, 2)));
    std::vector<float> out(input.size());
    const float* in[] = {input.data()};
    float* main[] = {out.data()};
    engine.process<float>(in, {main, nullptr, nullptr}, 100); // fresh: replaced at once
    engine.offer(voice(syntheticModel({}, {}, 3)));
    AllocationTrap trap;
    engine.process<float>(in, {main, nullptr, nullptr}, static_cast<int>(input.size()));
    CHECK(trap.report().violations() == 0);
    engine.collect();
    CHECK(old.expired());
}

TEST_CASE("Many voices offered in a row leave the last one, and none is lost") {
    const auto input = noisySpeech(16000, rate);
    DenoiseEngine engine;
    engine.prepare(voice(syntheticModel({}, {}, 1)), {});
    std::vector<std::weak_ptr<const separation::NmfModel>> models;
    for (std::uint32_t seed = 2; seed < 12; ++seed) {
        auto model = syntheticModel({}, {}, seed);
        models.push_back(model);
        run(engine, std::vector<float>(input.begin(), input.begin() + 500));
        engine.offer(voice(std::move(model)));
    }
    for (int i = 0; i < 3; ++i) {
        run(engine, input);
        engine.collect();
    }
    int alive = 0;
    for (const auto& model : models)
        alive += model.expired() ? 0 : 1;
    CHECK(alive == 1);
    CHECK_FALSE(models.back().expired());
}

TEST_CASE("A voice for another rate, channel count or latency is not taken") {
    const auto model = syntheticModel({}, {}, 1), other = syntheticModel({}, {}, 2);
    const auto input = noisySpeech(8000, rate);
    DenoiseEngine engine;
    engine.prepare(voice(model), {});
    engine.offer(voice(other, -1, 2));
    engine.offer(voice(other, engine.latency() + 1));
    VoiceSpec fast;
    fast.sampleRate = 44100;
    engine.offer(std::make_unique<DenoiserVoice>(fast, other));
    CHECK(run(engine, input) == reference(input, model));
}

TEST_CASE("The input is kept for learning: mean over channels, without what is not finite") {
    DenoiseEngine engine;
    engine.prepare(voice(nullptr, -1, 2), {});
    const std::vector<float> left{0.5F, std::nanf(""), 0.25F}, right{0.25F, 0.5F, -0.25F};
    std::vector<float> a(3), b(3);
    const float* in[] = {left.data(), right.data()};
    float* main[] = {a.data(), b.data()};
    engine.process<float>(in, {main, nullptr, nullptr}, 3);
    CHECK(engine.captured.last(3) == std::vector<float>{0.375F, 0.25F, 0.0F});
    CHECK(engine.display.inputPeak.take() == 0.5F);
}

TEST_CASE("What the window shows is published only while someone looks") {
    const auto input = noisySpeech(4000, rate);
    DenoiseEngine engine;
    engine.prepare(voice(syntheticModel()), {});
    DisplayFrame frame;
    run(engine, input);
    REQUIRE(engine.display.latest(frame));
    CHECK(frame.gain.empty());
    CHECK(engine.display.dry.written() == 0);
    engine.display.setActive(true);
    run(engine, input);
    REQUIRE(engine.display.latest(frame));
    CHECK(frame.gain.size() == 257);
    CHECK(frame.activations.size() >= 40);
    CHECK(engine.display.dry.written() == 4000);
    CHECK(engine.display.clean.written() == 4000);
}
