// SPDX-License-Identifier: GPL-3.0-or-later
/// From corpora of files to a model with its data card.
#include "separation/training/unfolded/unfolded_training.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

#include <algorithm>
#include <cmath>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

UnfoldedTrainingOptions tinyOptions() {
    UnfoldedTrainingOptions o;
    o.sizes = tinyShape();
    o.steps = 6;
    o.batch = 2;
    o.seed = 3;
    o.validationEvery = 3;
    o.validationMixtures = 2;
    o.dictionaryFrames = 60;
    o.mixtureSeconds = 0.5;
    return o;
}

std::vector<std::byte> bytesOf(const std::shared_ptr<layered::LayeredModel>& model) {
    REQUIRE(model != nullptr);
    return serialiseModelFile(model->toFile());
}

TrainingCallback cancelIn(const std::string& stage) {
    return [=](const TrainingProgress& p) { return !p.stage.starts_with(stage); };
}

} // namespace

TEST_CASE("training on folders gives a model that separates, the same bytes again and on other threads") {
    const TrainingCorpora corpora;
    auto options = tinyOptions();
    const auto model = trainUnfolded(corpora.speech(), corpora.noise(), options);
    REQUIRE(model != nullptr);
    CHECK(model->weights().config == options.sizes);
    CHECK(model->makeSeparator() != nullptr);
    options.threads = 2;
    CHECK(bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), options)) == bytesOf(model));
    options.seed = 4;
    CHECK(bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), options)) != bytesOf(model));
}

TEST_CASE("the data card tells files, hashes, options and result, and what only chose the best step") {
    const TrainingCorpora corpora;
    for (int i = 2; i < 6; ++i) // so many that one is kept for validation
        writeWav(corpora / ("noise/hiss/" + std::to_string(i) + ".wav"),
                 uniformNoise(8000, 30U + static_cast<unsigned>(i)), 8000);
    const auto card = trainUnfolded(corpora.speech(), corpora.noise(), tinyOptions())->dataCard;
    CHECK(card["training"]["method"] == "unfolded");
    CHECK(card["training"]["steps"] == 6);
    CHECK(card["training"]["sizes"]["speech_atoms"] == tinyShape().speechAtoms);
    CHECK(card["files"].size() == 9);
    CHECK(card["files"][0]["sha256"].get<std::string>().size() == 64);
    CHECK(card["totals"]["speech"]["files"] == 3);
    CHECK(card["result"]["validation_loss"].get<double>() > 0);
    const auto kept = std::count_if(card["files"].begin(), card["files"].end(), [](const auto& file) {
        return file.contains("use") && file["use"] == "validation" && file["category"] == "hiss";
    });
    CHECK(kept >= 1);
    CHECK(card["result"]["noise"]["validation_files"] == kept);
    CHECK(card["result"]["speech"]["validation_files"] == 0); // three voices are too few to lose one
    CHECK_FALSE(card.contains("from"));
}

TEST_CASE("a training interrupted and resumed gives the same model file") {
    const TrainingCorpora corpora;
    auto options = tinyOptions();
    const auto expected = bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), options));
    options.checkpoint = corpora / "checkpoint";
    options.checkpointEvery = 1;
    CHECK(trainUnfolded(corpora.speech(), corpora.noise(), options, cancelIn("training, step 4")) == nullptr);
    options.resume = true;
    CHECK(bytesOf(trainUnfolded(corpora.speech(), corpora.noise(), options)) == expected);

    writeWav(corpora / "noise/hum/2.wav", uniformNoise(8000, 4), 8000);
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpora.noise(), options),
                      Contains("other recordings"));
    options.batch = 3;
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpora.noise(), options), Contains("other options"));
    options.checkpoint = corpora / "none";
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpora.noise(), options),
                      Contains("there is no such checkpoint"));
    options.checkpoint.clear();
    CHECK_THROWS_AS(trainUnfolded(corpora.speech(), corpora.noise(), options), std::invalid_argument);
}

TEST_CASE("training goes on from a model with its sizes, and the card says from which") {
    const TrainingCorpora corpora;
    auto options = tinyOptions();
    auto first = trainUnfolded(corpora.speech(), corpora.noise(), options);
    first->name = "first";
    options.from = first;
    options.sizes = {}; // not used
    options.steps = 2;
    options.stepSize = 1e-5;
    std::vector<std::string> stages;
    const auto second =
        trainUnfolded(corpora.speech(), corpora.noise(), options, [&](const TrainingProgress& p) {
            stages.push_back(p.stage);
            return true;
        });
    REQUIRE(second != nullptr);
    CHECK(second->weights().config == first->weights().config);
    CHECK((second->weights().R - first->weights().R).cwiseAbs().maxCoeff() <
          1e-3F * first->weights().R.maxCoeff());
    CHECK(second->dataCard["from"]["name"] == "first");
    CHECK(second->dataCard["from"]["content_sha256"] == first->toFile().contentHash());
    CHECK_FALSE(second->dataCard["from"]["data_card"].contains("files"));
    CHECK(std::find(stages.begin(), stages.end(), "learning first dictionaries") == stages.end());
    CHECK_NOTHROW(bytesOf(second));
}

TEST_CASE("progress goes from nothing to all through every stage, and cancelling any gives no model") {
    const TrainingCorpora corpora;
    const auto options = tinyOptions();
    double last = 0;
    std::string lastStage;
    trainUnfolded(corpora.speech(), corpora.noise(), options, [&](const TrainingProgress& p) {
        CHECK(p.done >= last);
        CHECK(p.done <= 1);
        last = p.done;
        lastStage = p.stage;
        return true;
    });
    CHECK(last == Approx(1));
    CHECK(lastStage == "training, step 6 of 6");
    for (const char* stage : {"reading speech", "reading noise", "learning first dictionaries", "training"})
        CHECK(trainUnfolded(corpora.speech(), corpora.noise(), options, cancelIn(stage)) == nullptr);
}

TEST_CASE("an empty or silent corpus is refused with a sentence") {
    const TrainingCorpora corpora;
    CHECK_THROWS_WITH(trainUnfolded({}, corpora.noise(), tinyOptions()), "there are no recordings of speech");
    writeWav(corpora / "silence/a.wav", std::vector<float>(16000), 16000);
    CHECK_THROWS_WITH(trainUnfolded(corpora.speech(), corpusFromFolder(corpora / "silence"), tinyOptions()),
                      Contains("noise are silent"));
}
