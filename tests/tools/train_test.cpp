// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow train` as a shell runs it.
#include "separation/training/training_state.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"
#include "tests/tools/run_winnow.h"
#include "tools/exit_code.h"
#include "tools/train/options.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// The options of TrainingCorpora::options() on a command line.
std::vector<std::string> trainCommand(const TrainingCorpora& corpora, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"train",
                                       "--method",
                                       "nmf",
                                       "--speech",
                                       (corpora / "speech").string(),
                                       "--noise",
                                       (corpora / "noise").string(),
                                       "--speech-atoms",
                                       "6",
                                       "--noise-atoms",
                                       "3",
                                       "--iterations",
                                       "30",
                                       "--rate",
                                       "8000",
                                       "--max-frames",
                                       "120",
                                       "--seed",
                                       "4"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

} // namespace

TEST_CASE("train writes a model that loads, and says what it learned from") {
    const TrainingCorpora corpora;
    const auto output = (corpora / "my room.winnow").string();
    const auto result =
        runWinnow(trainCommand(corpora, {"-o", output, "--description", "two rooms", "--json"}));
    CHECK(result.exitCode == 0);
    CHECK(result.err.empty()); // no terminal, no progress
    const auto json = result.json();
    CHECK(json["output"] == output);
    CHECK(json["speech"]["files"] == 3);
    CHECK(json["speech"]["atoms"] == 6);
    CHECK(json["noise"]["iterations"] == 30);

    const auto model = separation::loadModel(output);
    CHECK(model->name == "my room");
    CHECK(model->dataCard["description"] == "two rooms");
    CHECK(model->dataCard["files"].size() == 5);
    CHECK(json["content_sha256"] == model->toFile().contentHash());
    CHECK(contentOf(output).find(corpora.speech().recordings[0].path.parent_path().string()) ==
          std::string::npos);
}

TEST_CASE("train gives the same bytes for the same command, on other threads too") {
    const TrainingCorpora corpora;
    const auto a = (corpora / "a.winnow").string(), b = (corpora / "b.winnow").string();
    REQUIRE(runWinnow(trainCommand(corpora, {"-o", a, "--name", "x", "--threads", "1"})).exitCode == 0);
    REQUIRE(runWinnow(trainCommand(corpora, {"-o", b, "--name", "x", "--threads", "3", "-q"})).exitCode == 0);
    CHECK(contentOf(a) == contentOf(b));
}

TEST_CASE("train takes manifests, of which it reads the training split and the licences asked for") {
    const TrainingCorpora corpora;
    const auto manifest = writeFile(corpora / "list.csv", "path,kind,split,licence\n"
                                                          "speech/ann/1.wav,speech,train,CC0 1.0\n"
                                                          "speech/ben/1.wav,speech,train,GPL-2\n"
                                                          "speech/cat/1.wav,speech,test,CC0 1.0\n"
                                                          "noise/hiss/1.wav,noise,train,CC BY 4.0\n")
                              .string();
    const auto output = (corpora / "m.winnow").string();
    const auto files = [&](std::vector<std::string> more) {
        more.insert(more.end(), {"--speech", manifest, "--noise", manifest, "-o", output, "--json", "--force",
                                 "--speech-atoms", "4", "--noise-atoms", "2", "--iterations", "5", "--rate",
                                 "8000", "--method", "nmf"});
        more.insert(more.begin(), "train");
        const auto result = runWinnow(more);
        return result.exitCode == 0 ? result.json()["speech"]["files"].get<int>() : -result.exitCode;
    };
    CHECK(files({}) == 2);
    CHECK(files({"--split", "all"}) == 3);
    CHECK(files({"--split", "test", "--split", "train"}) == -2); // one split
    CHECK(files({"--licence", "CC0*", "--licence", "CC BY*"}) == 1);
    CHECK(files({"--licence", "none"}) == -1);
}

TEST_CASE("train refuses to replace a file before it does any work") {
    const TrainingCorpora corpora;
    const auto output = writeFile(corpora / "m.winnow", "precious").string();
    writeFile(corpora / "speech/ann/broken.wav", "never opened");
    const auto result = runWinnow(trainCommand(corpora, {"-o", output}));
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("m.winnow") && Contains("--force"));
    CHECK(contentOf(output) == "precious");
    const auto input = (corpora / "speech/ann/1.wav").string();
    CHECK(runWinnow(trainCommand(corpora, {"-o", input, "--force"})).exitCode == 1);
    CHECK(runWinnow(trainCommand(corpora, {"-o", (corpora.path() / "none/m.winnow").string()})).exitCode ==
          1);
}

TEST_CASE("train names the recording it cannot read") {
    const TrainingCorpora corpora;
    writeFile(corpora / "speech/ann/broken.wav", "this is text");
    const auto result = runWinnow(trainCommand(corpora, {"-o", (corpora / "m.winnow").string()}));
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("broken.wav"));
    CHECK_FALSE(fs::exists(corpora / "m.winnow"));
}

TEST_CASE("train answers wrong usage with exit code 2 and the reason") {
    const TrainingCorpora corpora;
    const auto output = (corpora / "m.winnow").string();
    const auto error = [&](const std::vector<std::string>& more) {
        auto arguments = trainCommand(corpora, {"-o", output});
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = runWinnow(arguments);
        CHECK(result.exitCode == 2);
        return result.err;
    };
    CHECK_THAT(error({"--loss", "abs"}), Contains("--loss"));
    CHECK_THAT(error({"--sparsity", "-1"}), Contains("sparsity"));
    CHECK_THAT(error({"--resume"}), Contains("--checkpoint"));
    CHECK_THAT(error({"--licence", "CC0"}), Contains("manifest"));
    CHECK_THAT(error({"--steps", "3"}), Contains("--steps belongs to --method unfolded"));
    CHECK_FALSE(fs::exists(output));
}

TEST_CASE("train --update adds recordings of one kind or both to a plain model, and says how others go on") {
    const TrainingCorpora corpora;
    const auto old = (corpora / "old.winnow").string(), output = (corpora / "new.winnow").string();
    REQUIRE(runWinnow(trainCommand(corpora, {"-o", old, "-q"})).exitCode == 0);
    const std::string more = (corpora / "noise/hum").string();
    const auto update = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"train", "-o", output, "--force"});
        return runWinnow(words);
    };
    const auto result = update({"--update", old, "--noise", more, "--json", "--passes", "2"});
    CHECK(result.exitCode == 0);
    CHECK(result.json()["noise"]["files"] == 1);
    CHECK_FALSE(result.json().contains("speech"));
    const auto model = separation::loadModel(output), before = separation::loadModel(old);
    CHECK(model->dataCard["updated_from"][0]["content_sha256"] == before->toFile().contentHash());
    CHECK(update({"--update", output, "--speech", (corpora / "speech").string()}).exitCode == 1); // itself

    const auto refused = [&](const std::vector<std::string>& words, const std::string& why) {
        const auto answer = update(words);
        CAPTURE(answer.err);
        CHECK(answer.exitCode == 2);
        CHECK(answer.err.find(why) != std::string::npos);
    };
    refused({"--update", old}, "needs --speech or --noise");
    refused({"--update", "factory", "--noise", more}, "not a plain model; --from");
    refused({"--update", old, "--noise", more, "--method", "unfolded"}, "--from goes on");
    refused({"--update", old, "--noise", more, "--loss", "is"}, "--loss");
    refused({"--update", old, "--noise", more, "--steps", "3"}, "belongs to --method unfolded");
    refused({"--update", old, "--noise", more, "--checkpoint", output}, "--checkpoint");
    refused({"--noise", more}, "--speech is required");
    refused({"--method", "nmf", "--speech", more, "--noise", more, "--passes", "3"}, "--batch");
}

TEST_CASE("train knows its losses by name and by number") {
    CHECK(tools::lossBeta("kl") == 1);
    CHECK(tools::lossBeta("is") == 0);
    CHECK(tools::lossBeta("frobenius") == 2);
    CHECK(tools::lossBeta("beta=0.5") == 0.5);
    for (const char* wrong : {"", "KL", "beta", "beta=", "beta=3", "beta=-1", "beta=1x", "beta=nan"})
        CHECK_THROWS_AS(tools::lossBeta(wrong, 2), tools::UsageError);
}

TEST_CASE("train explains itself with an example") {
    const auto result = runWinnow({"train", "--help"});
    CHECK(result.exitCode == 0);
    CHECK_THAT(result.out,
               Contains("--progress") && Contains("winnow train --speech voices/ --noise noises/ -o"));
}

TEST_CASE("train goes on from a checkpoint to the bytes of an uninterrupted run, and removes it") {
    const TrainingCorpora corpora;
    const auto whole = (corpora / "whole.winnow").string(), resumed = (corpora / "resumed.winnow").string();
    REQUIRE(runWinnow(trainCommand(corpora, {"-o", whole, "--name", "x"})).exitCode == 0);

    auto options = TrainingCorpora::options();
    options.frontEnd = separation::DictionaryTrainingOptions().frontEnd; // as the command has it
    options.checkpoint = corpora / "part";
    int calls = 0;
    REQUIRE(separation::trainDictionaries(corpora.speech(), corpora.noise(), options,
                                          [&](const separation::TrainingProgress& p) {
                                              return p.stage != "learning noise" || ++calls < 25;
                                          }) == nullptr);
    const std::vector<std::string> more{"-o", resumed,        "--name",
                                        "x",  "--checkpoint", (corpora / "part").string()};
    const auto refused = runWinnow(trainCommand(corpora, more));
    CHECK(refused.exitCode == 1);
    CHECK_THAT(refused.err, Contains("--resume"));
    auto other = more;
    other.insert(other.end(), {"--resume", "--sparsity", "0.5"});
    const auto mismatch = runWinnow(trainCommand(corpora, other));
    CHECK(mismatch.exitCode == 1);
    CHECK_THAT(mismatch.err, Contains("other options"));

    auto resume = more;
    resume.emplace_back("--resume");
    REQUIRE(runWinnow(trainCommand(corpora, resume)).exitCode == 0);
    CHECK(contentOf(resumed) == contentOf(whole));
    CHECK_FALSE(fs::exists(corpora / "part"));
}

TEST_CASE("train that is interrupted keeps its work and says how to go on") {
    const TrainingCorpora corpora;
    const auto part = (corpora / "part").string(), output = (corpora / "m.winnow").string();
    std::string command = "'" WINNOW_PROGRAM "'";
    for (const auto& argument : trainCommand(corpora, {"-o", output, "--checkpoint", part}))
        command += " '" + (argument == "30" ? "100000000" : argument) + "'";
    // The first checkpoint shows that learning is under way; the program would run for hours.
    const auto result =
        runProgram("/bin/sh", {"-c", command + " & pid=$!; while [ ! -e '" + part +
                                         "' ]; do sleep 0.05; done; kill -TERM $pid; wait $pid"});
    CHECK(result.exitCode == 143);
    CHECK_THAT(result.err, Contains("interrupted") && Contains("--resume"));
    CHECK_FALSE(fs::exists(output));
    CHECK(separation::loadCheckpoint(part).classes[0].iteration > 0);
}
