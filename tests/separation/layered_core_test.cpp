// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine against the prototype's vectors.
#include "separation/layered/layered_separator.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <string>

using namespace winnow;
using namespace winnow::separation::layered;

namespace {

constexpr double tolerance = 1e-4; // of each vector's largest magnitude

std::vector<float> powerOf(const separation::Tensor& X) {
    std::vector<float> power(bins);
    for (std::size_t k = 0; k < power.size(); ++k)
        power[k] = X.values[2 * k] * X.values[2 * k] + X.values[2 * k + 1] * X.values[2 * k + 1];
    return power;
}

constexpr std::size_t clipFrames = 158;

/// Runs the engine over the clip and hands it to check(frame, engine, power, gain) after every frame.
template <class Check> void runClip(Check&& check) {
    LayeredSeparator engine(test::referenceModel());
    engine.prepare({16000, 512, 256});
    std::vector<float> gain(bins), speech(bins), noise(bins);
    const auto powers = test::precisePower(test::referenceClip().at("x").values, clipFrames);
    for (std::size_t t = 0; t < powers.size(); ++t) {
        engine.process(powers[t], {gain, speech, noise});
        check(t, engine.core(), powers[t], gain);
    }
}

} // namespace

TEST_CASE("every vector on the way of a frame is the reference's") {
    const test::Tensors& clip = test::referenceClip();
    int checked = 0;
    runClip([&](std::size_t frame, const LayeredCore& core, std::span<const float> power,
                std::span<const float> gain) {
        const std::string prefix = "frame" + std::to_string(frame) + "_";
        if (!clip.contains(prefix + "X")) return;
        const auto expected = [&](const char* part) -> const std::vector<float>& {
            return clip.at(prefix + part).values;
        };
        const float level = core.level();
        CAPTURE(frame);
        CHECK(test::relativeError(power, powerOf(clip.at(prefix + "X"))) < tolerance);
        CHECK(test::relativeError(core.q(), expected("q")) < tolerance);
        CHECK(test::relativeError({&level, 1}, expected("level")) < tolerance);
        CHECK(test::relativeError(core.v1(), expected("v1")) < tolerance);
        CHECK(test::relativeError(core.h1(), expected("h1")) < tolerance);
        CHECK(test::relativeError(core.v2(), expected("v2")) < tolerance);
        CHECK(test::relativeError(core.h2(), expected("h2")) < tolerance);
        CHECK(test::relativeError(core.beta(), expected("beta")) < tolerance);
        CHECK(test::relativeError(gain, expected("gain")) < tolerance);
        ++checked;
    });
    CHECK(checked == 5);
}

TEST_CASE("every frame's mask of the clip is the reference's") {
    const separation::Tensor& gains = test::referenceClip().at("gains");
    REQUIRE(gains.shape == std::vector<std::size_t>{clipFrames, bins});
    runClip([&](std::size_t frame, const LayeredCore&, std::span<const float>, std::span<const float> gain) {
        CAPTURE(frame);
        CHECK(test::relativeError(gain, std::span(gains.values).subspan(frame * bins, bins)) < tolerance);
    });
}

TEST_CASE("through the single-precision STFT the clip's masks and output are the reference's") {
    const test::Tensors& clip = test::referenceClip();
    LayeredSeparator engine(test::referenceModel());
    const test::SeparatedSignal result = test::separate(engine, clip.at("x").values, 16000);
    std::vector<float> gains;
    for (std::size_t t = 0; t < clipFrames; ++t)
        gains.insert(gains.end(), result.gains[t].begin(), result.gains[t].end());
    // The transform errs by 1e-7 of a frame's strongest bin: the masks of bins far below it show that, the
    // sound does not.
    CHECK(test::relativeError(gains, clip.at("gains").values) < 10 * tolerance);
    CHECK(test::relativeError(result.output, clip.at("y").values) < tolerance);
}

TEST_CASE("after a reset the two-layer engine gives the same masks again") {
    LayeredCore core(test::referenceModel()->weights);
    const std::vector<float> power = powerOf(test::referenceClip().at("frame40_X"));
    const std::vector<float> other = powerOf(test::referenceClip().at("frame100_X"));
    std::vector<float> first(bins), second(bins), again(bins);
    core.process(power, {}, first);
    core.process(other, {}, second);
    core.reset();
    CHECK_FALSE(core.started());
    core.process(power, {}, again);
    CHECK(first == again);
    core.process(other, {}, again);
    CHECK(second == again);
    CHECK(second != first);
}
