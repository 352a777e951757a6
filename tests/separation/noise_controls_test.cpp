// SPDX-License-Identifier: GPL-3.0-or-later
/// What stays of the noises, and the frozen estimate of the room, with both engines.
#include "separation/frame_layout.h"
#include "separation/layered/layered_model.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;

namespace {

ModelPtr layeredModel() {
    static const auto model = std::make_shared<layered::LayeredModel>(referenceWeights());
    return model;
}

std::vector<float> cleaned(const ModelPtr& model, const std::vector<float>& input,
                           const SeparationControls& controls, double rate = 16000) {
    return run({rate, 1, true, 1}, model, {input}, {100, controls}).clean[0];
}

SeparationControls keeping(float level, std::size_t groups) {
    SeparationControls controls;
    std::fill_n(controls.noiseLevels.begin(), groups, level);
    return controls;
}

} // namespace

TEST_CASE("with every noise group kept the output is the input, and between the output between") {
    for (const ModelPtr& model : {ModelPtr(syntheticModel()), layeredModel()}) {
        for (const double rate : {16000.0, 48000.0}) {
            const int length = static_cast<int>(rate);
            const std::vector<float> input = noisySpeech(length, rate);
            const std::size_t groups = model->groups().size() - 1;
            const int latency = frameLayout(model->frontEnd(), {rate}).latency();
            const std::vector<float> wanted = delayed(input, latency);
            const std::vector<float> none = cleaned(model, input, {}, rate),
                                     half = cleaned(model, input, keeping(0.5F, groups), rate),
                                     all = cleaned(model, input, keeping(1, groups), rate);
            INFO(model->engine() << ", " << rate << " Hz");
            const auto first = static_cast<std::size_t>(2 * latency);
            CHECK(largestDifference(all, wanted, first) < 1e-3);
            const double removed = largestDifference(none, wanted, first);
            CHECK(removed > 0.01);
            CHECK(largestDifference(half, wanted, first) == Approx(removed / 2).epsilon(0.2));
        }
    }
}

TEST_CASE("groups that a model does not have change nothing") {
    const std::vector<float> input = noisySpeech(16000, 16000);
    SeparationControls beyond;
    beyond.noiseLevels.back() = 1;
    for (const ModelPtr& model : {ModelPtr(syntheticModel()), layeredModel()})
        CHECK(cleaned(model, input, beyond) == cleaned(model, input, {}));
}

TEST_CASE("a frozen estimate of the noise does not learn another noise") {
    // Four seconds of soft noise, then it is twenty decibels louder.
    std::vector<float> input = whiteNoise(16000 * 10, 0.002F, 3);
    for (std::size_t i = 4 * 16000; i < input.size(); ++i)
        input[i] *= 10;
    const auto levelAtEnd = [&](bool follow) {
        StreamingDenoiser denoiser;
        denoiser.prepare({16000, 1, true, 1}, layeredModel());
        denoiser.setControls({100, {}});
        const auto part = [&](std::size_t from, std::size_t to) {
            return run(denoiser, {{input.begin() + static_cast<std::ptrdiff_t>(from),
                                   input.begin() + static_cast<std::ptrdiff_t>(to)}})
                .clean[0];
        };
        part(0, 4 * 16000);
        SeparationControls controls;
        controls.followNoise = follow;
        denoiser.setControls({100, controls});
        part(4 * 16000, 8 * 16000);
        return rms(part(8 * 16000, input.size()));
    };
    CHECK(levelAtEnd(false) > 3 * levelAtEnd(true));
}

TEST_CASE("noise levels out of range are clamped, and what is no number changes nothing") {
    SeparationControls wild, old;
    wild.noiseLevels[0] = 7;
    wild.noiseLevels[1] = -1;
    wild.noiseLevels[2] = std::numeric_limits<float>::quiet_NaN();
    wild.sensitivityDb = 50;
    old.noiseLevels[2] = 0.25F;
    const SeparationControls checked = sanitised(wild, old);
    CHECK(checked.noiseLevels[0] == 1.0F);
    CHECK(checked.noiseLevels[1] == 0.0F);
    CHECK(checked.noiseLevels[2] == 0.25F);
    CHECK(checked.sensitivityDb == 20.0F);
}

TEST_CASE("with smoothing a sound fades slowly, and begins as without it") {
    // Noise, half a second of a voice, noise.
    std::vector<float> input = whiteNoise(48000, 0.003F, 3);
    const std::vector<float> voice = noisySpeech(8000, 16000);
    for (std::size_t i = 0; i < voice.size(); ++i)
        input[24000 + i] += voice[i];
    const auto with = [&](float ms) {
        DenoiserControls controls{100, {}};
        controls.smoothingMs = ms;
        return run({16000, 1, true, 1}, layeredModel(), {input}, controls).clean[0];
    };
    const std::vector<float> plain = with(0), smooth = with(300);
    const auto level = [](const std::vector<float>& x, std::size_t from, std::size_t to) {
        return rms(
            {x.begin() + static_cast<std::ptrdiff_t>(from), x.begin() + static_cast<std::ptrdiff_t>(to)});
    };
    CHECK(level(smooth, 38000, 40000) > 1.3 * level(plain, 38000, 40000));
    CHECK(level(smooth, 46000, 48000) < 0.3 * level(input, 46000, 48000)); // and fades it does
    CHECK(with(std::numeric_limits<float>::quiet_NaN()) == plain);
}
