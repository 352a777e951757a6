// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow train` where a file cannot be written: it says so, and what was kept before stays.
#include "separation/training/training_state.h"
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

/// Runs without end until there is a checkpoint, and is then interrupted, if `interrupt`; with files limited
/// to a size in bytes, if that is above 0.
ProgramResult train(const TrainingCorpora& corpora, const std::vector<std::string>& more, int largestFile = 0,
                    const std::string& interruptAt = {}) {
    std::string command = "'" WINNOW_PROGRAM "' train --speech '" + (corpora / "speech").string() +
                          "' --noise '" + (corpora / "noise").string() + "' --threads 1";
    for (const auto& argument : more)
        command += " '" + argument + "'";
    if (largestFile > 0) command.insert(0, "ulimit -f " + std::to_string(largestFile / 512) + "; ");
    if (!interruptAt.empty())
        command += " & pid=$!; while [ ! -e '" + interruptAt +
                   "' ]; do sleep 0.02; done; kill -TERM $pid; wait $pid";
    return runProgram("/bin/sh", {"-c", command});
}

const std::vector<std::string> plain{"--method",       "nmf",       "--rate",        "8000",
                                     "--speech-atoms", "6",         "--max-frames",  "120",
                                     "--iterations",   "100000000", "--noise-atoms", "3"};
const std::vector<std::string> unfolded{
    "--steps",       "100000000", "--batch",      "1",  "--atoms1",          "8",  "--speech-atoms", "6",
    "--noise-atoms", "4",         "--max-frames", "60", "--mixture-seconds", "0.5"};

} // namespace

TEST_CASE("train on a full disk names the checkpoint it cannot write, and keeps the last one") {
    const TrainingCorpora corpora;
    const auto part = (corpora / "part").string();
    auto arguments = GENERATE(plain, unfolded);
    arguments.insert(arguments.end(), {"--checkpoint", part, "--checkpoint-minutes", "0", "-o",
                                       (corpora / "m.winnow").string()});
    const auto first = train(corpora, arguments, 0, part);
    CHECK(first.exitCode == 143);
    const std::string kept = contentOf(part);
    REQUIRE(kept.size() > 2048);

    arguments.emplace_back("--resume");
    const auto result = train(corpora, arguments, 2048);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("part: the checkpoint cannot be written: File too large"));
    CHECK(contentOf(part) == kept);
    CHECK_FALSE(fs::exists(part + ".part"));
    CHECK_FALSE(fs::exists(corpora / "m.winnow"));
}

TEST_CASE("train on a full disk names the model it cannot write, and keeps the checkpoint") {
    const TrainingCorpora corpora;
    const auto part = (corpora / "part").string(), output = (corpora / "m.winnow").string();
    std::vector<std::string> arguments = plain;
    arguments[9] = "20";
    arguments.insert(arguments.end(), {"-o", output, "--checkpoint", part});
    // The checkpoint, with the atoms alone, is smaller than the model with its data card.
    const auto result = train(corpora, arguments, 10752);
    CHECK(result.exitCode == 1);
    CHECK_THAT(result.err, Contains("m.winnow: cannot be written: File too large"));
    CHECK_FALSE(fs::exists(output));
    CHECK(separation::loadCheckpoint(part).classes[1].iteration == 20);

    arguments.emplace_back("--resume");
    CHECK(train(corpora, arguments).exitCode == 0);
    CHECK(fs::exists(output));
    CHECK_FALSE(fs::exists(part));
}
