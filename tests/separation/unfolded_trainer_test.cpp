// SPDX-License-Identifier: GPL-3.0-or-later
/// The training loop: it learns, it can be interrupted, and its result depends on nothing but what it was
/// given.
#include "separation/training/unfolded/initial_dictionaries.h"
#include "separation/training/unfolded/parameters.h"
#include "separation/training/unfolded/trainer.h"
#include "tests/separation/unfolded_support.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <cmath>
#include <fstream>
#include <limits>

using namespace winnow::separation::unfolded;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

const TrainerSources& sources() {
    static const TrainerSources s = tinySources();
    return s;
}

/// Cancels once this many steps are done.
TrainerCallback cancelAt(std::int64_t step) {
    return [=](const TrainerProgress& p) {
        return p.stage != TrainerProgress::Stage::Training || p.step < step;
    };
}

} // namespace

TEST_CASE("the loss falls, and the best step's parameters are kept") {
    TrainerOptions options = tinyTraining();
    options.steps = 60;
    options.validationEvery = 20;
    const TrainerState state = runTraining(sources(), options);
    REQUIRE(state.log.size() == 4);
    CHECK(state.adam.step == 60);
    CHECK(state.log.front().step == 0);
    CHECK(state.log.back().validationLoss < 0.8 * state.log.front().validationLoss);
    for (const LogRow& row : state.log)
        CHECK(row.validationLoss >= state.bestLoss);
    CHECK(state.log.back().trainingLoss > 0);
    CHECK(state.skipped == 0);
}

TEST_CASE("a training cancelled at any step and resumed gives the bits of one that ran through, on other "
          "threads too") {
    const TempDir folder;
    TrainerOptions options = tinyTraining();
    const TrainerState expected = runTraining(sources(), options);
    options.checkpoint = folder / "c";
    const std::int64_t stop = GENERATE(1, 4, 5, 11);
    const TrainerState cancelled = runTraining(sources(), options, {}, cancelAt(stop));
    REQUIRE(cancelled.adam.step == stop);
    options.threads = 3;
    const TrainerState resumed = runTraining(sources(), options, readCheckpoint(options.checkpoint, options));
    CHECK(resumed.theta == expected.theta);
    CHECK(resumed.best == expected.best);
    CHECK(resumed.bestStep == expected.bestStep);
    CHECK(resumed.adam.v == expected.adam.v);
    REQUIRE(resumed.log.size() == expected.log.size());
    for (std::size_t i = 1; i < resumed.log.size(); ++i) {
        CHECK(resumed.log[i].trainingLoss == expected.log[i].trainingLoss);
        CHECK(resumed.log[i].validationLoss == expected.log[i].validationLoss);
    }
}

TEST_CASE("a checkpoint is written at its interval, so that a crash loses no more") {
    const TempDir folder;
    TrainerOptions options = tinyTraining();
    options.checkpoint = folder / "c";
    struct Crash {};
    CHECK_THROWS_AS(runTraining(sources(), options, {},
                                [](const TrainerProgress& p) {
                                    if (p.step == 10) throw Crash();
                                    return true;
                                }),
                    Crash);
    CHECK(readCheckpoint(options.checkpoint, options).adam.step == 8);
}

TEST_CASE("a checkpoint of other options, sources or sizes is refused") {
    const TempDir folder;
    TrainerOptions options = tinyTraining();
    options.checkpoint = folder / "c";
    options.sourcesHash = "these";
    runTraining(sources(), options, {}, cancelAt(2));
    TrainerOptions other = options;
    SECTION("options") {
        const int which = GENERATE(0, 1, 2, 3, 4);
        if (which == 0) other.seed = 6;
        if (which == 1) other.steps = 13;
        if (which == 2) other.shape.atoms1 = 7;
        if (which == 3) other.adam.stepSize = 0.03;
        if (which == 4) other.mixing.roomChance = 0.3;
        CHECK_THROWS_WITH(readCheckpoint(options.checkpoint, other), Contains("written with other options"));
    }
    SECTION("sources") {
        other.sourcesHash = "those";
        CHECK_THROWS_WITH(runTraining(sources(), other, readCheckpoint(options.checkpoint, other)),
                          Contains("belongs to other recordings"));
    }
    SECTION("threads and files may differ") {
        other.threads = 2;
        other.log = folder / "log.csv";
        CHECK_NOTHROW(readCheckpoint(options.checkpoint, other));
    }
}

TEST_CASE("minutes become steps, and the log tells of every validation") {
    const TempDir folder;
    TrainerOptions options = tinyTraining();
    options.steps = 0;
    options.minutes = 0.002;
    options.log = folder / "log.csv";
    bool measured = false;
    const TrainerState state = runTraining(sources(), options, {}, [&](const TrainerProgress& p) {
        measured |= p.stage == TrainerProgress::Stage::MeasuringSpeed;
        return true;
    });
    CHECK(measured);
    CHECK(state.steps >= 1);
    CHECK(state.adam.step == state.steps);
    std::ifstream in(options.log);
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line);)
        ++lines;
    CHECK(lines == state.log.size() + 1);
}

TEST_CASE("progress names the loss, the pace and the time left, and a cancel in any stage is heard") {
    TrainerOptions options = tinyTraining();
    double last = 0;
    runTraining(sources(), options, {}, [&](const TrainerProgress& p) {
        if (p.stage != TrainerProgress::Stage::Training) return true;
        CHECK(p.steps == options.steps);
        CHECK(p.framesPerSecond > 0);
        CHECK(p.waitShare >= 0);
        CHECK(p.waitShare <= 1);
        CHECK(p.secondsLeft >= 0);
        CHECK(std::isfinite(p.validationLoss));
        CHECK(std::isfinite(p.trainingLoss));
        last = p.secondsLeft;
        return true;
    });
    CHECK(last == 0);
    CHECK(runTraining(sources(), options, {}, [](const TrainerProgress&) { return false; }).adam.step == 0);
}

TEST_CASE("a training that runs away ends with a sentence, and one odd step is skipped") {
    TrainerOptions options = tinyTraining();
    const Layout layout(options.shape);
    options.start.assign(layout.total(), 0);
    setStart<float>(layout, options.start);
    SECTION("for good") {
        options.steps = 40;
        int skipped = 0;
        const auto spoil = [&](const TrainerProgress& p) {
            skipped = static_cast<int>(p.skipped);
            return true;
        };
        TrainerState state = runTraining(sources(), options, {}, cancelAt(1));
        state.theta[layout.offset(segOffset)] = std::numeric_limits<float>::quiet_NaN();
        CHECK_THROWS_WITH(runTraining(sources(), options, state, spoil),
                          Contains("run away") && Contains("smaller step size"));
        CHECK(skipped == 9);
    }
    SECTION("from the start") {
        options.start[layout.offset(segOffset)] = std::numeric_limits<float>::quiet_NaN();
        CHECK_THROWS_WITH(runTraining(sources(), options), Contains("no finite loss"));
    }
}

TEST_CASE("the first dictionaries are those of speech, then of noise, normalised, the same for a seed") {
    const TrainerOptions options = tinyTraining();
    const Layout layout(options.shape);
    const FeatureExtractor<float> extractor(options.shape);
    const auto start = [&](std::uint64_t seed, int threads) {
        MixtureMaker maker(sources().speech, sources().noise, options.mixing);
        return initialTheta(layout, extractor, maker, {100, seed, threads});
    };
    const auto theta = start(1, 1);
    CHECK(theta == start(1, 2));
    CHECK(theta != start(2, 1));
    for (const int segment : {segW1, segW2}) { // thW = log(W/mean of W + 0.01)
        double sum = 0;
        for (std::size_t i = 0; i < layout.size(segment); ++i) {
            const double value = std::exp(static_cast<double>(theta[layout.offset(segment) + i])) - 0.01;
            CHECK(value > -1e-6);
            sum += value;
        }
        CHECK(sum / static_cast<double>(layout.size(segment)) == Approx(1).epsilon(1e-3));
    }
    MixtureMaker maker(sources().speech, sources().noise, options.mixing);
    CHECK(initialTheta(layout, extractor, maker, {100, 1, 1}, [](double share) {
              return share < 0.3;
          }).empty());
}

TEST_CASE("options that make no sense are refused before any work") {
    TrainerOptions options = tinyTraining();
    const int which = GENERATE(0, 1, 2, 3, 4, 5, 6);
    if (which == 0) options.steps = 0;
    if (which == 1) options.batch = 0;
    if (which == 2) options.shape.updates = 9;
    if (which == 3) options.adam.stepSize = 0;
    if (which == 4) options.mixing.seconds = 0.1;
    if (which == 5) options.shape.speechAtoms = 0;
    if (which == 6) options.threads = -1;
    CHECK_THROWS_AS(runTraining(sources(), options), std::invalid_argument);
}
