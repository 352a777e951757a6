// SPDX-License-Identifier: GPL-3.0-or-later
/// Training from files to a model: what is learned, reproducibility, the data card, errors.
#include "separation/constants.h"
#include "separation/sha256.h"
#include "separation/training/dictionary_training.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::vector<std::byte> bytesOf(const std::shared_ptr<NmfModel>& model) {
    REQUIRE(model != nullptr);
    return serialiseModelFile(model->toFile());
}

} // namespace

TEST_CASE("training gives a model with the atoms, groups and axis asked for") {
    const TrainingCorpora corpora;
    const auto model = trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options());
    REQUIRE(model != nullptr);
    REQUIRE(model->groups().size() == 2);
    CHECK(model->groups()[0].name == "speech");
    CHECK(model->groups()[0].count == 6);
    CHECK(model->groups()[1].name == "noise");
    CHECK(model->groups()[1].kind == GroupKind::Noise);
    CHECK(model->groups()[1].count == 3);
    NmfSettings settings;
    settings.noiseSparsity = constants::trainedNoiseSparsity;
    settings.trackedNoise = constants::trackedNoise;
    CHECK(model->settings() == settings);
    CHECK(model->dictionary().bandwidthHz() == Approx(4000));
    CHECK(model->dictionary().frequenciesHz().size() == 129); // 32 ms at 8 kHz: 256 samples
    CHECK((model->dictionary().atoms().array() >= 0).all());
}

TEST_CASE("training learns what it hears: a hum's atom stands at the hum's frequency") {
    const TrainingCorpora corpora;
    const auto model = trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options());
    REQUIRE(model != nullptr);
    // sin(0.1 n) at 8 kHz is 127.3 Hz, between bins 4 and 5; some noise atom has most of its weight around
    // there.
    const auto noise = model->dictionary().atoms().rightCols(3);
    CHECK(noise.middleRows(3, 4).colwise().sum().maxCoeff() > 0.8F);
    // Another is white: no bin of it holds much.
    CHECK(noise.colwise().maxCoeff().minCoeff() < 0.1F);
}

TEST_CASE("training gives the same bytes on any number of threads, and others for another seed") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.sparsity = GENERATE(0.0, 0.1);
    const auto first = bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options));
    options.threads = 3;
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) == first);
    options.seed = 5;
    CHECK(bytesOf(trainDictionaries(corpora.speech(), corpora.noise(), options)) != first);
}

TEST_CASE("training works with every divergence and lowers it") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.beta = GENERATE(0.0, 0.5, 1.0, 2.0);
    std::vector<double> objectives;
    const auto model =
        trainDictionaries(corpora.speech(), corpora.noise(), options, [&](const TrainingProgress& p) {
            if (p.stage == "learning speech") objectives.push_back(p.objective);
            return true;
        });
    REQUIRE(model != nullptr);
    REQUIRE(objectives.size() > 2);
    CHECK(objectives.back() < objectives.front());
    CHECK(model->dataCard["result"]["speech"]["objective"].get<double>() <= objectives.back());
}

TEST_CASE("loud and quiet speakers give the same number of frames") {
    const TrainingCorpora corpora; // ann is 26 dB louder than ben
    auto options = TrainingCorpora::options();
    options.maxFrames = 60;
    const auto model = trainDictionaries(corpora.speech(), corpora.noise(), options);
    REQUIRE(model != nullptr);
    const auto speakers = model->dataCard["totals"]["speech"]["by_category"];
    CHECK(speakers["ann"]["frames_used"].get<int>() + speakers["ben"]["frames_used"].get<int>() +
              speakers["cat"]["frames_used"].get<int>() ==
          60);
    CHECK(speakers["ann"]["frames_used"].get<int>() >= 15);
    CHECK(speakers["cat"]["frames_used"].get<int>() >= 10);
}

TEST_CASE("the data card lists options, every file with hash and use, and sums by licence and category") {
    const TrainingCorpora corpora;
    auto speech = corpora.speech();
    speech.recordings[0].licence = "CC0 1.0";
    speech.recordings[0].source = "own";
    const auto options = TrainingCorpora::options();
    const auto model = trainDictionaries(speech, corpora.noise(), options);
    REQUIRE(model != nullptr);
    const auto& card = model->dataCard;
    CHECK(card["training"] == toJson(options));
    CHECK(card["winnow"].is_string());
    CHECK(card["result"]["noise"]["iterations"] == 30);
    REQUIRE(card["files"].size() == 5);
    const auto& first = card["files"][0];
    CHECK(first["path"] == "ann/1.wav");
    CHECK(first["kind"] == "speech");
    CHECK(first["category"] == "ann");
    CHECK(first["licence"] == "CC0 1.0");
    CHECK(first["source"] == "own");
    CHECK(first["sha256"] == sha256OfFile(corpora / "speech/ann/1.wav"));
    CHECK(first["seconds"] == 1.5);
    CHECK(first["sample_rate"] == 8000);
    CHECK(first["frames_used"].get<int>() > 0);
    CHECK(card["totals"]["speech"]["files"] == 3);
    CHECK(card["totals"]["speech"]["by_licence"]["CC0 1.0"]["files"] == 1);
    CHECK(card["totals"]["speech"]["by_licence"]["(not given)"]["files"] == 2);
    CHECK(card["totals"]["noise"]["by_category"].contains("hum"));
    int used = 0;
    for (const auto& file : card["files"])
        if (file["kind"] == "noise") used += file["frames_used"].get<int>();
    CHECK(card["totals"]["noise"]["frames_used"] == used);
}

TEST_CASE("progress of a training rises to its end, through all stages") {
    const TrainingCorpora corpora;
    double last = 0;
    std::set<std::string> stages;
    double secondsLeft = 1e9;
    trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options(),
                      [&](const TrainingProgress& p) {
                          CHECK(p.done >= last);
                          last = p.done;
                          secondsLeft = p.secondsLeft;
                          stages.insert(p.stage);
                          return true;
                      });
    CHECK(last == Approx(1));
    CHECK(secondsLeft == Approx(0).margin(1e-6));
    CHECK(stages == std::set<std::string>{"surveying speech", "surveying noise", "reading speech",
                                          "reading noise", "learning speech", "learning noise"});
}

TEST_CASE("a training that is cancelled while reading gives nothing") {
    const TrainingCorpora corpora;
    const std::string stage = GENERATE("surveying speech", "reading noise");
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options(),
                            [&](const TrainingProgress& p) { return p.stage != stage; }) == nullptr);
}

TEST_CASE("recordings that cannot be used are named") {
    const TrainingCorpora corpora;
    const auto train = [&] {
        return trainDictionaries(corpora.speech(), corpora.noise(), TrainingCorpora::options());
    };
    SECTION("not audio") {
        writeFile(corpora / "speech/ann/2.wav", "this is no audio");
        CHECK_THROWS_WITH(train(), Contains("ann/2.wav"));
    }
    SECTION("samples that are not finite") {
        auto samples = uniformNoise(4000, 1);
        samples[2000] = std::numeric_limits<float>::quiet_NaN();
        writeWav(corpora / "noise/hiss/2.wav", samples, 8000);
        CHECK_THROWS_WITH(train(), Contains("hiss/2.wav") && Contains("finite"));
    }
    SECTION("missing") {
        auto speech = corpora.speech();
        speech.recordings[1].path = "nowhere.wav";
        CHECK_THROWS_WITH(trainDictionaries(speech, corpora.noise(), TrainingCorpora::options()),
                          Contains("nowhere.wav"));
    }
}

TEST_CASE("a corpus that is empty, silent or too small is refused with the reason") {
    const TrainingCorpora corpora;
    const auto options = TrainingCorpora::options();
    CHECK_THROWS_WITH(trainDictionaries({}, corpora.noise(), options), Contains("no recordings of speech"));

    const auto silent = writeWav(corpora / "other/silent.wav", std::vector<float>(8000), 8000);
    const Corpus silence{{{silent, "", "", "", "silent.wav"}}};
    CHECK_THROWS_WITH(trainDictionaries(corpora.speech(), silence, options), Contains("noise are silent"));

    const auto brief = writeWav(corpora / "other/brief.wav", uniformNoise(600, 1), 8000);
    CHECK_THROWS_WITH(trainDictionaries({{{brief, "", "", "", "brief.wav"}}}, corpora.noise(), options),
                      Contains("recordings of speech") && Contains("too few for 6 atoms"));
}

TEST_CASE("recordings with silence in them are learned from where they sound") {
    const TrainingCorpora corpora;
    std::vector<float> padded(40000);
    const auto sound = uniformNoise(8000, 9);
    std::copy(sound.begin(), sound.end(), padded.begin() + 16000);
    const auto path = writeWav(corpora / "other/padded.wav", padded, 8000);
    const auto model =
        trainDictionaries(corpora.speech(), {{{path, "", "", "", "padded.wav"}}}, TrainingCorpora::options());
    REQUIRE(model != nullptr);
    CHECK(model->dataCard["totals"]["noise"]["frames_used"].get<int>() <=
          63); // frames that touch the second of sound
}

TEST_CASE("options that make no sense are refused before any file is read") {
    Corpus nowhere{{{"nowhere.wav", "", "", "", "nowhere.wav"}}};
    auto options = TrainingCorpora::options();
    SECTION("atoms") {
        options.speechAtoms = 0;
    }
    SECTION("too many atoms") {
        options.noiseAtoms = 100000;
        options.maxFrames = 1000000;
    }
    SECTION("beta") {
        options.beta = 3;
    }
    SECTION("sparsity") {
        options.sparsity = std::nan("");
    }
    SECTION("iterations") {
        options.iterations = 0;
    }
    SECTION("rate") {
        options.sampleRate = 0;
    }
    SECTION("frames") {
        options.maxFrames = 2;
    }
    SECTION("overlap") {
        options.frontEnd.overlap = 3;
    }
    SECTION("resume without checkpoint") {
        options.resume = true;
    }
    CHECK_THROWS_AS(trainDictionaries(nowhere, nowhere, options), std::invalid_argument);
}
