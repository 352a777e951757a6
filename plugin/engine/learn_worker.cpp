// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns a noise on a thread of its own.
#include "plugin/engine/learn_worker.h"

#include "separation/learn_noise.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace winnow::plugin {

LearnFunction standardLearning() {
    return [](const separation::Model& base, std::span<const float> noise, double sampleRate,
              const std::string& name, const std::function<bool(double)>& progress) {
        separation::LearnOptions options;
        options.name = name;
        return separation::learnNoise(base, noise, sampleRate, options, progress);
    };
}

std::string freeGroupName(const separation::Model& model, const std::string& wanted) {
    const auto isTaken = [&](const std::string& name) {
        return std::any_of(model.groups().begin(), model.groups().end(),
                           [&](const separation::AtomGroup& group) { return group.name == name; });
    };
    const std::string stem = wanted.empty() ? "learned" : wanted;
    std::string name = stem;
    for (int i = 2; isTaken(name); ++i)
        name = stem + " " + std::to_string(i);
    return name;
}

LearnWorker::LearnWorker(LearnFunction learn) : learn_(std::move(learn)) {}

LearnWorker::~LearnWorker() {
    cancel();
    if (thread_.joinable()) thread_.join();
}

bool LearnWorker::start(Lesson lesson) {
    if (stage_ != Stage::Idle) return false;
    if (thread_.joinable()) thread_.join();
    isCancelled_ = false;
    progress_ = 0;
    stage_ = Stage::Learning;
    thread_ = std::thread([this, lesson = std::move(lesson)] { run(lesson); });
    return true;
}

void LearnWorker::run(const Lesson& lesson) {
    const auto onProgress = [this](double done) {
        progress_ = done;
        return !isCancelled_.load();
    };
    Outcome outcome;
    outcome.base = lesson.base;
    outcome.name = lesson.name;
    try {
        const Recording recording = lesson.source();
        outcome.model =
            learn_(*lesson.base, recording.samples, recording.sampleRate, lesson.name, onProgress);
        outcome.stage = outcome.model ? Stage::Learned : Stage::Cancelled;
    } catch (const std::exception& error) {
        outcome.stage = Stage::Failed;
        outcome.problem = error.what();
    }
    end(std::move(outcome));
}

void LearnWorker::end(Outcome outcome) {
    const std::scoped_lock lock(mutex_);
    stage_ = outcome.stage;
    outcome_ = std::move(outcome);
}

LearnWorker::Outcome LearnWorker::take() {
    Outcome outcome;
    {
        const std::scoped_lock lock(mutex_);
        outcome.stage = stage_;
        if (stage_ == Stage::Idle || stage_ == Stage::Learning) return outcome;
        outcome = std::exchange(outcome_, {});
        stage_ = Stage::Idle;
    }
    return outcome;
}

} // namespace winnow::plugin
