// SPDX-License-Identifier: GPL-3.0-or-later
/// Silence, DC, denormals, NaN and infinity never poison later output; moving controls never clicks.
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace winnow::separation;
using namespace winnow::test;

namespace {

const StreamSpec mono{16000, 1, true, 1};

bool isFinite(const std::vector<float>& samples) {
    return std::all_of(samples.begin(), samples.end(), [](float x) { return std::isfinite(x); });
}

float peak(const std::vector<float>& samples) {
    float largest = 0;
    for (const float x : samples)
        largest = std::max(largest, std::abs(x));
    return largest;
}

/// Largest step of the slope, |x[i+1] - 2 x[i] + x[i-1]|: small for a low sine, large at a click.
double roughness(const std::vector<float>& x, std::size_t first) {
    double largest = 0;
    for (std::size_t i = first + 1; i + 1 < x.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(x[i + 1]) - 2.0 * static_cast<double>(x[i]) +
                                             static_cast<double>(x[i - 1])));
    return largest;
}

} // namespace

TEST_CASE("Silence gives silence, from the first sample and after sound") {
    StreamingDenoiser denoiser;
    denoiser.prepare(mono, syntheticModel());
    CHECK(peak(run(denoiser, {std::vector<float>(4000, 0.0F)}).clean[0]) == 0.0F);
    run(denoiser, {whiteNoise(4000, 1)});
    const auto after = run(denoiser, {std::vector<float>(4000, 0.0F)}).clean[0];
    CHECK(peak({after.begin() + 1024, after.end()}) < 1e-12F);
}

TEST_CASE("Sound after silence is denoised as if it came first") {
    NmfSettings settings;
    settings.warmStart = 0.5F;
    settings.maskSmoothing = 0.5F;
    std::vector<float> late(512 * 8, 0.0F); // whole hops
    const std::vector<float> sound = noisySpeech(6000, 16000);
    late.insert(late.end(), sound.begin(), sound.end());
    const auto first = run(mono, syntheticModel(settings), {sound}).clean[0];
    const auto second = run(mono, syntheticModel(settings), {late}).clean[0];
    CHECK(std::equal(first.begin(), first.end(), second.end() - 6000));
}

TEST_CASE("DC and denormals give finite output and leave nothing behind") {
    for (const float value : {1.0F, -0.5F, 1e-40F, std::numeric_limits<float>::denorm_min()}) {
        StreamingDenoiser denoiser;
        denoiser.prepare(mono, syntheticModel());
        const auto out = run(denoiser, {std::vector<float>(8000, value)});
        CHECK(isFinite(out.clean[0]));
        CHECK(peak(out.clean[0]) <= 1.01F * std::abs(value));
        run(denoiser, {std::vector<float>(1024, 0.0F)});
        const Channels sound{noisySpeech(5120, 16000)};
        // 8000 + 1024 samples are 35.25 hops: the same 0.25 hops in front of the reference
        std::vector<float> shifted(64, 0.0F);
        shifted.insert(shifted.end(), sound[0].begin(), sound[0].end());
        const auto reference = run(mono, syntheticModel(), {shifted}).clean[0];
        const auto after = run(denoiser, sound).clean[0];
        CHECK(std::equal(after.begin(), after.end(), reference.begin() + 64));
    }
}

TEST_CASE("Bursts of NaN, infinity and huge samples do not change what comes a frame later") {
    const std::vector<float> sound = noisySpeech(16384, 16000);
    const auto reference = run(mono, syntheticModel(), {sound});
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max(), 1e20F, 1e9F}) {
        std::vector<float> hurt = sound;
        for (std::size_t i = 4000; i < 4300; i += 3)
            hurt[i] = bad;
        const auto out = run(mono, syntheticModel(), {hurt});
        INFO(bad);
        CHECK(isFinite(out.clean[0]));
        CHECK(isFinite(out.noise[0]));
        CHECK(isFinite(out.dry[0]));
        const std::size_t over = 4300 + 512 + 576; // the last frame it is in, and the latency
        CHECK(std::equal(out.clean[0].begin() + over, out.clean[0].end(), reference.clean[0].begin() + over));
        if (!std::isfinite(bad)) CHECK(out.dry[0][4000 + 576] == 0.0F); // counts as silence
    }
}

TEST_CASE("Nothing but NaN is nothing but silence") {
    const auto out =
        run(mono, syntheticModel(), {std::vector<float>(3000, std::numeric_limits<float>::quiet_NaN())});
    CHECK(peak(out.clean[0]) == 0.0F);
    CHECK(peak(out.dry[0]) == 0.0F);
}

TEST_CASE("The caller's treatment of denormals is restored") {
    volatile float tiny = std::numeric_limits<float>::denorm_min();
    run(mono, syntheticModel(), {whiteNoise(1000, 1)});
    CHECK(tiny * 2.0F > 0.0F);
}

TEST_CASE("Controls that are not numbers change nothing, and controls out of range are clamped") {
    const Channels input{noisySpeech(5000, 16000)};
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto with = [&](const std::vector<DenoiserControls>& moves) {
        StreamingDenoiser denoiser;
        for (const auto& controls : moves)
            denoiser.setControls(controls);
        denoiser.prepare(mono, syntheticModel());
        return run(denoiser, input).clean;
    };
    CHECK(with({{12, {5}}, {nan, {nan}}}) == with({{12, {5}}}));
    CHECK(with({{1e9F, {1e9F}}}) == with({{100, {20}}}));
    CHECK(with({{-7, {}}}) == with({{0, {}}}));
}

TEST_CASE("Moving any control never clicks") {
    const double rate = 16000;
    const std::vector<float> tone = sine(8000, 300, rate, 0.5F);
    const double own = roughness(tone, 0);
    for (const auto& [before, after] : std::vector<std::pair<DenoiserControls, DenoiserControls>>{
             {{0, {}}, {100, {}}}, {{100, {}}, {0, {}}}, {{100, {20}}, {100, {-20}}}, {{30, {}}, {3, {}}}}) {
        for (const int moment : {3000, 3001, 3100, 3333}) {
            StreamingDenoiser denoiser;
            denoiser.setControls(before);
            denoiser.prepare({rate, 1, true, 1}, syntheticModel());
            auto clean = run(denoiser, {{tone.begin(), tone.begin() + moment}}).clean[0];
            denoiser.setControls(after);
            const auto rest = run(denoiser, {{tone.begin() + moment, tone.end()}}).clean[0];
            clean.insert(clean.end(), rest.begin(), rest.end());
            INFO(before.amountDb << " to " << after.amountDb << " dB at " << moment);
            CHECK(roughness(clean, 1100) < 1.5 * own); // a step of the gain would be 30 times as rough
        }
    }
}

TEST_CASE("Amount 0 while audio runs gives the input bit for bit once the ramp is over") {
    const std::vector<float> input = noisySpeech(8000, 16000);
    StreamingDenoiser denoiser;
    denoiser.setControls({100, {}});
    denoiser.prepare(mono, syntheticModel());
    run(denoiser, {{input.begin(), input.begin() + 4000}});
    denoiser.setControls({0, {}});
    const auto out = run(denoiser, {{input.begin() + 4000, input.end()}});
    const std::size_t ramp = 320; // 20 ms
    CHECK(std::equal(out.clean[0].begin() + ramp, out.clean[0].end(), out.dry[0].begin() + ramp));
    CHECK_FALSE(std::equal(out.clean[0].begin(), out.clean[0].begin() + 100, out.dry[0].begin()));
}
