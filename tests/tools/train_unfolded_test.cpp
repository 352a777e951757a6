// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow train` as a shell runs it, with its default method: two layers trained through their unfolded
/// updates.
#include "separation/model.h"
#include "separation/training/unfolded/trainer_state.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"
#include "tests/tools/run_winnow.h"

#include <filesystem>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A small model and few steps.
std::vector<std::string> trainCommand(const TrainingCorpora& corpora, const std::vector<std::string>& more,
                                      const std::string& steps = "3") {
    std::vector<std::string> arguments{"train",
                                       "--speech",
                                       (corpora / "speech").string(),
                                       "--noise",
                                       (corpora / "noise").string(),
                                       "--steps",
                                       steps,
                                       "--batch",
                                       "2",
                                       "--mixture-seconds",
                                       "0.5",
                                       "--max-frames",
                                       "60",
                                       "--seed",
                                       "4"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

const std::vector<std::string> small{"--atoms1", "8", "--speech-atoms", "6", "--noise-atoms", "4"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

TEST_CASE("train without a method trains two layers, whose model denoises at once") {
    const TrainingCorpora corpora;
    const auto output = (corpora / "two.winnow").string(), log = (corpora / "log.csv").string();
    const auto result = runWinnow(
        trainCommand(corpora, small + std::vector<std::string>{"-o", output, "--json", "--log", log}));
    REQUIRE(result.exitCode == 0);
    const auto json = result.json();
    CHECK(json["engine"] == "layered");
    CHECK(json["speech"]["atoms"] == 6);
    CHECK(json["noise"]["files"] == 2);
    CHECK(json["steps"] == 3);
    CHECK(json["loss"].get<double>() > 0);
    CHECK_THAT(contentOf(log), Contains("step,seconds,training_loss,validation_loss\n0,"));
    const auto model = separation::loadModel(output);
    CHECK(model->engine() == "layered");
    CHECK(model->dataCard["training"]["method"] == "unfolded");

    const auto clean = (corpora / "clean.wav").string();
    CHECK(runWinnow({"denoise", (corpora / "speech/cat/1.wav").string(), "-o", clean, "--model", output})
              .exitCode == 0);
    CHECK(fs::exists(clean));
}

TEST_CASE("train tells of its loss in words, and goes on from a model") {
    const TrainingCorpora corpora;
    const auto first = (corpora / "first.winnow").string(), second = (corpora / "second.winnow").string();
    const auto result = runWinnow(trainCommand(corpora, small + std::vector<std::string>{"-o", first}));
    REQUIRE(result.exitCode == 0);
    CHECK_THAT(result.out,
               Contains("first.winnow") && Contains("6 atoms") && Contains("loss") && Contains("of 3\n"));
    const std::vector<std::string> from{"train",
                                        "--speech",
                                        (corpora / "speech").string(),
                                        "--noise",
                                        (corpora / "noise").string(),
                                        "--steps",
                                        "1",
                                        "--mixture-seconds",
                                        "0.5",
                                        "--from",
                                        first,
                                        "-o",
                                        second};
    REQUIRE(runWinnow(from).exitCode == 0);
    CHECK(separation::loadModel(second)->dataCard["from"]["name"] == "first");
}

TEST_CASE("train refuses options that do not belong to its method or contradict each other") {
    const TrainingCorpora corpora;
    const auto error = [&](const std::vector<std::string>& more) {
        const auto result = runWinnow(
            trainCommand(corpora, std::vector<std::string>{"-o", (corpora / "m.winnow").string()} + more));
        CHECK(result.exitCode == 2);
        return result.err;
    };
    CHECK_THAT(error({"--iterations", "30"}), Contains("--iterations belongs to --method nmf"));
    CHECK_THAT(error({"--method", "nmf"}), Contains("belongs to --method unfolded"));
    CHECK_THAT(error({"--method", "magic"}), Contains("--method"));
    CHECK_THAT(error({"--minutes", "5"}), Contains("--minutes"));
    CHECK_THAT(error({"--from", "factory"}), Contains("--from"));
    CHECK_THAT(error({"--step-size", "0"}), Contains("step size"));
    CHECK_THAT(error({"--atoms1", "0"}), Contains("atoms"));
    CHECK_FALSE(fs::exists(corpora / "m.winnow"));
}

TEST_CASE("train goes on from a model of two layers only") {
    const TrainingCorpora corpora;
    const auto plain = (corpora / "plain.winnow").string();
    const std::vector<std::string> sources{"--speech", (corpora / "speech").string(), "--noise",
                                           (corpora / "noise").string()};
    REQUIRE(
        runWinnow(std::vector<std::string>{"train", "--method", "nmf", "--speech-atoms", "3", "--noise-atoms",
                                           "2", "--iterations", "2", "--rate", "8000", "-o", plain} +
                  sources)
            .exitCode == 0);
    const auto refused = runWinnow(
        std::vector<std::string>{"train", "--from", plain, "-o", (corpora / "m.winnow").string()} + sources);
    CHECK(refused.exitCode == 2);
    CHECK_THAT(refused.err, Contains("not a model of two layers"));
}

TEST_CASE("train interrupted in the middle and resumed gives the bytes of one that ran through") {
    const TrainingCorpora corpora;
    const auto whole = (corpora / "whole.winnow").string(), resumed = (corpora / "resumed.winnow").string();
    const auto part = (corpora / "part").string(), log = (corpora / "log.csv").string();
    const std::string steps = "100";
    REQUIRE(
        runWinnow(trainCommand(corpora, small + std::vector<std::string>{"-o", whole, "--name", "x"}, steps))
            .exitCode == 0);

    const auto arguments = trainCommand(
        corpora,
        small + std::vector<std::string>{"-o", resumed, "--name", "x", "--checkpoint", part, "--log", log},
        steps);
    std::string command = "'" WINNOW_PROGRAM "'";
    for (const auto& argument : arguments)
        command += " '" + argument + "'";
    // The log's first row shows that steps are under way.
    const auto result =
        runProgram("/bin/sh", {"-c", command + " & pid=$!; while [ ! -e '" + log +
                                         "' ]; do sleep 0.01; done; kill -TERM $pid; wait $pid"});
    CHECK(result.exitCode == 143);
    CHECK_THAT(result.err, Contains("interrupted") && Contains("--resume"));
    CHECK_FALSE(fs::exists(resumed));
    const auto kept = separation::unfolded::readCheckpoint(part);
    CHECK(kept.adam.step >= 1);
    CHECK(kept.adam.step < 100);

    REQUIRE(runWinnow(arguments + std::vector<std::string>{"--resume"}).exitCode == 0);
    CHECK(contentOf(resumed) == contentOf(whole));
    CHECK_FALSE(fs::exists(part));
}
