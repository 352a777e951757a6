// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/learn_worker.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <chrono>
#include <stdexcept>
#include <thread>

using namespace winnow;
using namespace winnow::plugin;

namespace {

LearnWorker::Outcome wait(LearnWorker& worker) {
    for (int i = 0; i < 5000; ++i) {
        if (worker.stage() != LearnWorker::Stage::Learning) return worker.take();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return {};
}

Recording hiss() {
    return {test::whiteNoise(16000, 0.1F), 16000};
}

} // namespace

TEST_CASE("A noise is learned on a worker and comes as a further group of the given name") {
    LearnWorker worker;
    const auto base = test::syntheticModel();
    REQUIRE(worker.start({base, hiss, "Fan"}));
    const auto outcome = wait(worker);
    REQUIRE(outcome.stage == LearnWorker::Stage::Learned);
    CHECK(outcome.base == base);
    CHECK(outcome.model->groups().back().name == "Fan");
    CHECK(worker.progress() > 0);
    CHECK(worker.stage() == LearnWorker::Stage::Idle);
    CHECK(worker.take().stage == LearnWorker::Stage::Idle);
}

TEST_CASE("One lesson at a time; the next only when the outcome was taken") {
    std::atomic<bool> isFree{false};
    LearnWorker worker([&](const separation::Model&, auto, double, const std::string&, const auto& progress) {
        while (progress(0.5) && !isFree)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return test::syntheticModel();
    });
    REQUIRE(worker.start({test::syntheticModel(), hiss, "a"}));
    CHECK_FALSE(worker.start({test::syntheticModel(), hiss, "b"}));
    CHECK(worker.take().stage == LearnWorker::Stage::Learning);
    isFree = true;
    CHECK(wait(worker).stage == LearnWorker::Stage::Learned);
    CHECK(worker.start({test::syntheticModel(), hiss, "c"}));
    CHECK(wait(worker).name == "c");
}

TEST_CASE("Learning stops when it is cancelled, and when its owner goes") {
    const LearnFunction endless = [](const separation::Model&, auto, double, const std::string&,
                                     const auto& progress) -> separation::ModelPtr {
        while (progress(0.25))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return nullptr;
    };
    LearnWorker worker(endless);
    REQUIRE(worker.start({test::syntheticModel(), hiss, "x"}));
    worker.cancel();
    const auto outcome = wait(worker);
    CHECK(outcome.stage == LearnWorker::Stage::Cancelled);
    CHECK(outcome.model == nullptr);
    LearnWorker gone(endless);
    CHECK(gone.start({test::syntheticModel(), hiss, "x"})); // ends with the scope
}

TEST_CASE("What goes wrong, in the source or in learning, is told in words") {
    LearnWorker worker;
    REQUIRE(worker.start({test::syntheticModel(),
                          [] {
                              return Recording{std::vector<float>(10), 16000};
                          },
                          "x"}));
    auto outcome = wait(worker);
    CHECK(outcome.stage == LearnWorker::Stage::Failed);
    CHECK(outcome.problem.find("short") != std::string::npos);
    REQUIRE(worker.start(
        {test::syntheticModel(), []() -> Recording { throw std::runtime_error("fan.wav: missing"); }, "x"}));
    outcome = wait(worker);
    CHECK(outcome.stage == LearnWorker::Stage::Failed);
    CHECK(outcome.problem == "fan.wav: missing");
}

TEST_CASE("A group's name that is taken gets a number") {
    const auto model = test::syntheticModel();
    CHECK(freeGroupName(*model, "Fan") == "Fan");
    CHECK(freeGroupName(*model, "noise") == "noise 2");
    CHECK(freeGroupName(*model, "") == "learned");
}
