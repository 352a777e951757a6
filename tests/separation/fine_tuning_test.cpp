// SPDX-License-Identifier: GPL-3.0-or-later
/// The sounds that ship inside, and the short training on a user's noise.
#include "models/learning_set.h"
#include "separation/layered/layered_model.h"
#include "separation/learn_noise.h"
#include "separation/offline_denoiser.h"
#include "separation/training/unfolded/fine_tuning.h"
#include "separation/training/unfolded/learned_noise_sound.h"
#include "separation/training/unfolded/learning_set.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/catch.h"
#include "tests/support/test_signals.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::separation::unfolded;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

SourceGroup ownNoise() {
    SourceGroup own{"fan", 0, {}, {}};
    std::vector<float> sound = whiteNoise(32000, 0.1F, 5);
    for (std::size_t i = 1; i < sound.size(); ++i)
        sound[i] += 0.95F * sound[i - 1];
    own.clips.push_back(makeClip(std::move(sound)));
    return own;
}

FineTuningOptions quick(int steps) {
    FineTuningOptions options;
    options.steps = steps;
    options.seconds = 1000;
    return options;
}

ModelPtr base() {
    auto model = std::make_shared<layered::LayeredModel>(referenceWeights());
    model->name = "base";
    return model;
}

LearnOptions learning(int steps) {
    LearnOptions options;
    options.name = "fan";
    options.steps = steps;
    options.seconds = 1000;
    return options;
}

} // namespace

TEST_CASE("the built-in sounds hold many voices and kinds of noise, all audible") {
    const LearningSet& set = learningSet();
    CHECK(set.speech.groups.size() >= 100);
    CHECK(set.noise.groups.size() >= 30);
    for (const SourceSet* sources : {&set.speech, &set.noise})
        for (const SourceGroup& group : sources->groups)
            for (const Clip& clip : group.clips)
                CHECK(clip.samples().size() >= 4000);
}

TEST_CASE("the built-in sounds name a source and a licence that lets anybody use them") {
    const auto bytes = models::learningSet();
    const auto* const text = reinterpret_cast<const char*>(bytes.data());
    const auto list = nlohmann::json::parse(text, text + bytes.size());
    for (const char* kind : {"speech", "noise"})
        for (const auto& clip : list.at(kind)) {
            const auto licence = clip.at("licence").get<std::string>();
            CHECK_FALSE(clip.at("source").get<std::string>().empty());
            const bool permissive = licence.starts_with("CC0") || licence.starts_with("CC BY 3") ||
                                    licence.starts_with("CC BY 4") || licence.starts_with("Apache") ||
                                    licence.starts_with("Public domain");
            INFO(licence);
            CHECK(permissive);
        }
}

TEST_CASE("fine-tuning gives the same weights for the same seed, others for another") {
    const auto one = fineTune(referenceWeights(), ownNoise(), quick(2), {});
    const auto two = fineTune(referenceWeights(), ownNoise(), quick(2), {});
    FineTuningOptions other = quick(2);
    other.seed = 1;
    const auto three = fineTune(referenceWeights(), ownNoise(), other, {});
    REQUIRE((one && two && three));
    CHECK(one->layer2.W == two->layer2.W);
    CHECK(one->layer2.W != three->layer2.W);
    CHECK(one->layer2.W != referenceWeights().layer2.W);
}

TEST_CASE("fine-tuning shows progress and can be cancelled") {
    std::vector<double> seen;
    CHECK_FALSE(fineTune(referenceWeights(), ownNoise(), quick(100), [&](double done) {
        seen.push_back(done);
        return seen.size() < 3;
    }));
    REQUIRE(seen.size() == 3);
    CHECK(seen[0] == 0);
    CHECK(seen[2] == Approx(0.02));
}

TEST_CASE("fine-tuning ends with its time") {
    FineTuningOptions options = quick(100000);
    options.seconds = 0.5;
    int calls = 0;
    REQUIRE(fineTune(referenceWeights(), ownNoise(), options, [&](double) { return ++calls > 0; }));
    CHECK(calls < 1000); // of a hundred thousand
}

TEST_CASE("a two-layer model that is taught a noise names it, tells of it, and is another model") {
    const std::vector<float> noise = whiteNoise(32000, 0.05F, 8);
    const ModelPtr taught = learnNoise(*base(), noise, 16000, learning(2));
    REQUIRE(taught);
    CHECK(taught->name == "base + fan");
    CHECK(taught->groups().back().name == "fan");
    CHECK(taught->dataCard.at("learned").at(0).at("group") == "fan");
    const auto& two = dynamic_cast<const layered::LayeredModel&>(*taught);
    CHECK(two.weights().layer1.W != referenceWeights().layer1.W);
    // White noise of this level: a mean square of 0.05^2/3 a sample, so much times 512/2 a bin (Parseval,
    // window).
    CHECK(two.learned().back().power[100] == Approx(0.05 * 0.05 / 3 * 256).epsilon(0.3));

    LearnOptions atOnce = learning(2);
    atOnce.seconds = 0;
    const ModelPtr quickly = learnNoise(*base(), noise, 16000, atOnce);
    const auto& held = dynamic_cast<const layered::LayeredModel&>(*quickly);
    CHECK(held.weights().layer1.W == referenceWeights().layer1.W);
    CHECK(held.learned().size() == 1);
}

TEST_CASE("a second noise is learned beside the first") {
    const ModelPtr once = learnNoise(*base(), whiteNoise(16000, 0.05F, 8), 16000, learning(1));
    LearnOptions second = learning(1);
    CHECK_THROWS_WITH(learnNoise(*once, whiteNoise(16000, 0.05F, 8), 16000, second), Contains("taken"));
    second.name = "street";
    const ModelPtr twice = learnNoise(*once, sine(44100, 100, 44100, 0.1F), 44100, second);
    REQUIRE(twice);
    CHECK(twice->groups().size() == base()->groups().size() + 2);
    CHECK(twice->dataCard.at("learned").size() == 2);
}

TEST_CASE("noises that teach a two-layer model nothing are refused") {
    CHECK_THROWS_WITH(learnNoise(*base(), whiteNoise(700, 1), 16000, learning(1)), Contains("too short"));
    CHECK_THROWS_WITH(learnNoise(*base(), std::vector<float>(16000), 16000, learning(1)), Contains("silent"));
    LearnOptions negative = learning(-1);
    CHECK_THROWS_WITH(learnNoise(*base(), whiteNoise(16000, 1), 16000, negative), Contains("steps"));
    CHECK_FALSE(learnNoise(*base(), whiteNoise(16000, 1), 16000, learning(5), [](double) { return false; }));
}

TEST_CASE("a stand-in for a learned noise has its spectrum") {
    layered::LearnedNoise low{"low", std::vector<float>(layered::bins, 0.0F)};
    std::fill_n(low.power.begin(), 32, 1.0F); // below 1 kHz
    const std::vector<float> sound = soundOf(low, 2, 1);
    REQUIRE(sound.size() == 32000);
    // Its samples differ little from their neighbours'.
    double difference = 0, power = 0;
    for (std::size_t i = 1; i < sound.size(); ++i) {
        const double d = static_cast<double>(sound[i] - sound[i - 1]);
        difference += d * d;
        power += static_cast<double>(sound[i] * sound[i]);
    }
    CHECK(power > 0);
    CHECK(difference < 0.1 * power); // white noise: twice the power
}
