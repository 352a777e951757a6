// SPDX-License-Identifier: GPL-3.0-or-later
/// Noises a two-layer model has been taught: kept in its file, expected by its tracker.
#include "separation/layered/layered_model.h"
#include "separation/layered/learned_noise.h"
#include "separation/layered/noise_tracker.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::layered;
using Catch::Matchers::Contains;

namespace {

LearnedNoise flat(const std::string& name, float power, int values = bins) {
    return {name, std::vector<float>(static_cast<std::size_t>(values), power)};
}

/// Low noises below bin 100, high ones from there on.
LearnedNoise half(const std::string& name, bool low) {
    LearnedNoise noise = flat(name, 0);
    for (std::size_t k = 0; k < noise.power.size(); ++k)
        noise.power[k] = (k < 100) == low ? 1.0F : 0.0F;
    return noise;
}

std::string refusal(std::vector<LearnedNoise> learned) {
    try {
        const LayeredModel model(test::referenceWeights(), std::move(learned));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("learned noises are the last groups, and a file gives them back") {
    LayeredModel model(test::referenceWeights(), {flat("fan", 2), flat("street", 3)});
    REQUIRE(model.groups().size() == 5);
    CHECK(model.groups()[3].name == "fan");
    CHECK(model.groups()[4].name == "street");
    CHECK(model.groups()[4].first == model.groups()[3].first + 1);

    const LayeredModel again(model.toFile(), "taught");
    REQUIRE(again.learned().size() == 2);
    CHECK(again.learned()[0].name == "fan");
    CHECK(again.learned()[0].power == model.learned()[0].power);
    CHECK(again.learned()[1].power[bins - 1] == 3.0F);
    CHECK(again.toFile().contentHash() == model.toFile().contentHash());
    const auto separator = again.makeSeparator();
    separator->prepare({16000, 512, 256});
    CHECK(separator->activations().size() == static_cast<std::size_t>(model.groups()[4].first + 1));
}

TEST_CASE("learned noises that make no sense are refused with the reason") {
    CHECK_THAT(refusal({flat("noise", 1)}), Contains("taken"));
    CHECK_THAT(refusal({flat("fan", 1), flat("fan", 2)}), Contains("taken"));
    CHECK_THAT(refusal({flat("", 1)}), Contains("name"));
    CHECK_THAT(refusal({flat(std::string(257, 'x'), 1)}), Contains("name"));
    CHECK_THAT(refusal({flat("fan", 1, 256)}), Contains("257"));
    CHECK_THAT(refusal({flat("fan", 1, 258)}), Contains("257"));
    CHECK_THAT(refusal({flat("fan", std::numeric_limits<float>::infinity())}), Contains("finite"));
    CHECK_THAT(refusal({flat("fan", std::nanf(""))}), Contains("finite"));

    ModelFile file = LayeredModel(test::referenceWeights(), {flat("fan", 2)}).toFile();
    file.metadata["learned_noise"] = R"(["fan", "more"])";
    CHECK_THROWS_WITH(LayeredModel(file, "odd.winnow"), Contains("odd.winnow") && Contains("names"));
    file.metadata["learned_noise"] = "[1]";
    CHECK_THROWS_WITH(LayeredModel(file, "odd.winnow"), Contains("no text"));
    file.metadata.erase("learned_noise");
    CHECK_THROWS_AS(LayeredModel(file, "odd.winnow"), ModelFileError);
    file = LayeredModel(test::referenceWeights(), {flat("fan", 2)}).toFile();
    file.tensors["learned_noise"] = {{1, 3}, {1, 2, 3}};
    CHECK_THROWS_WITH(LayeredModel(file, "odd.winnow"), Contains("shape"));
}

TEST_CASE("a tracker that is held comes back to the expected noise, where one is known") {
    NoiseTracker tracker;
    tracker.prepare(2);
    const std::vector<float> loud{100, 100}, expected{1, -1};
    tracker.update(loud);
    for (int i = 0; i < 200; ++i)
        tracker.hold(expected, 0.1F);
    CHECK(tracker.noise()[0] == Approx(1).epsilon(0.01));
    CHECK(tracker.noise()[1] == Approx(100));
}

TEST_CASE("one learned noise is expected as it is, on any spacing of the bins") {
    LearnedNoise ramp = flat("ramp", 0);
    for (std::size_t k = 0; k < ramp.power.size(); ++k)
        ramp.power[k] = static_cast<float>(k);
    ExpectedNoise expected;
    expected.prepare(std::span(&ramp, 1), 2 * binHz);
    CHECK(expected.power()[100] == 200.0F);
    CHECK(expected.power()[128] == 256.0F);
    CHECK(expected.power()[129] < 0); // beyond 8 kHz
    CHECK(expected.weight(0.5F) == 0.5F);
    const std::vector<float> silent{1};
    expected.setLevels(silent);
    CHECK(expected.weight(0.5F) == 0.0F); // as if it had not been learned
}

TEST_CASE("of several learned noises those count that are there") {
    const std::vector<LearnedNoise> noises{half("low", true), half("high", false)};
    ExpectedNoise expected;
    expected.prepare(noises, binHz);
    std::vector<float> tracked(bins, 1e-6F);
    std::fill(tracked.begin() + 100, tracked.end(), 0.5F);
    for (int i = 0; i < 10; ++i)
        expected.update(tracked);
    CHECK(expected.activations()[0] < 0.01F);
    CHECK(expected.activations()[1] == Approx(0.5).epsilon(0.01));
    CHECK(expected.power()[50] < 0.01F);
    CHECK(expected.power()[150] == Approx(0.5).epsilon(0.01));
    const std::vector<float> highMuted{0, 1};
    expected.setLevels(highMuted);
    CHECK(expected.power()[150] == 0.0F);
    expected.reset();
    CHECK(expected.activations()[0] == 0.5F);
}
