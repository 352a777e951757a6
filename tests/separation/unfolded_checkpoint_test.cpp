// SPDX-License-Identifier: GPL-3.0-or-later
/// Checkpoints: everything comes back, damage is refused.
#include "separation/training/unfolded/trainer_state.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <cmath>

using namespace winnow::separation::unfolded;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

TrainerState someState() {
    TrainerState s;
    s.optionsHash = "options";
    s.sourcesHash = "sources";
    s.steps = 1234567890123;
    s.skipped = 2;
    s.theta = {1, -2.5F, 3e-20F};
    s.average = {0.5F, -2, 3e-20F};
    s.adam = AdamState(3);
    s.adam.m = {0.1F, 0.2F, 0.3F};
    s.adam.v = {1e-9F, 0, 5};
    s.adam.step = 77;
    s.best = {4, 5, 6};
    s.bestLoss = 1.0 / 3;
    s.bestStep = 50;
    s.seconds = 12.5;
    s.lossSum = 0.7;
    s.lossCount = 3;
    s.log = {{0, 0, std::nan(""), 0.25}, {50, 11.5, 0.125, 1.0 / 3}};
    return s;
}

} // namespace

TEST_CASE("a checkpoint holds the whole state") {
    const TempDir folder;
    const TrainerState s = someState();
    writeCheckpoint(folder / "c", s);
    const TrainerState back = readCheckpoint(folder / "c");
    CHECK(back.optionsHash == s.optionsHash);
    CHECK(back.sourcesHash == s.sourcesHash);
    CHECK(back.steps == s.steps);
    CHECK(back.skipped == s.skipped);
    CHECK(back.theta == s.theta);
    CHECK(back.average == s.average);
    CHECK(back.adam.m == s.adam.m);
    CHECK(back.adam.v == s.adam.v);
    CHECK(back.adam.step == s.adam.step);
    CHECK(back.best == s.best);
    CHECK(back.bestLoss == s.bestLoss);
    CHECK(back.bestStep == s.bestStep);
    CHECK(back.seconds == s.seconds);
    CHECK(back.lossSum == s.lossSum);
    CHECK(back.lossCount == s.lossCount);
    REQUIRE(back.log.size() == 2);
    CHECK(std::isnan(back.log[0].trainingLoss));
    CHECK(back.log[1].step == 50);
    CHECK(back.log[1].validationLoss == s.log[1].validationLoss);
    CHECK(folder.names() == std::vector<std::string>{"c"}); // no temporary file stays
}

TEST_CASE("a checkpoint that is missing, cut, altered or something else is refused by name") {
    const TempDir folder;
    const auto path = folder / "c";
    CHECK_THROWS_WITH(readCheckpoint(path), Contains("/c: there is no such checkpoint"));
    CHECK_THROWS_WITH(readCheckpoint(folder.path()), Contains("is not a file"));
    writeCheckpoint(path, someState());
    const std::string good = contentOf(path);
    writeFile(path, good.substr(0, 10));
    CHECK_THROWS_WITH(readCheckpoint(path), Contains("not a checkpoint of an unfolded training"));
    writeFile(path, "RIFF" + good.substr(4));
    CHECK_THROWS_WITH(readCheckpoint(path), Contains("not a checkpoint of an unfolded training"));
    for (const std::size_t length : {good.size() - 1, good.size() / 2, std::size_t{60}}) {
        writeFile(path, good.substr(0, length));
        CHECK_THROWS_WITH(readCheckpoint(path), Contains("is damaged"));
    }
    writeFile(path, good + "x");
    CHECK_THROWS_WITH(readCheckpoint(path), Contains("is damaged"));
    for (std::size_t at = 40; at < good.size(); at += 7) { // every part of the file
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        writeFile(path, bad);
        CHECK_THROWS_WITH(readCheckpoint(path), Contains("is damaged"));
    }
}

TEST_CASE("a checkpoint that cannot be written says so and leaves the old one") {
    const TempDir folder;
    CHECK_THROWS_WITH(writeCheckpoint(folder / "missing/c", someState()), Contains("cannot be written"));
    std::filesystem::create_directory(folder / "taken");
    CHECK_THROWS_WITH(writeCheckpoint(folder / "taken", someState()), Contains("cannot be written"));
}

TEST_CASE("the log is a table with empty cells for what is not known") {
    const TempDir folder;
    writeLog(folder / "log.csv", someState().log);
    CHECK(contentOf(folder / "log.csv") == "step,seconds,training_loss,validation_loss\n"
                                           "0,0.000000,,0.250000\n"
                                           "50,11.500000,0.125000,0.333333\n");
}
