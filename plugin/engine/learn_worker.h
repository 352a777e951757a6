// SPDX-License-Identifier: GPL-3.0-or-later
/// Learns a noise on a thread of its own, while audio runs.
#pragma once

#include "separation/model.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace winnow::plugin {

/// The one place where the plugin meets the method of learning: noise samples (one channel) and the current
/// model in, new model out, with the noise as a further group of this name. Progress is the share done; where
/// it returns false the function returns null. Throws std::exception with what was wrong.
using LearnFunction = std::function<separation::ModelPtr(
    const separation::Model& base, std::span<const float> noise, double sampleRate, const std::string& name,
    const std::function<bool(double)>& progress)>;

/// separation::learnNoise with its own defaults.
LearnFunction standardLearning();

/// A name that no group of the model has: "name", or "name 2" ...
std::string freeGroupName(const separation::Model& model, const std::string& wanted);

struct Recording {
    std::vector<float> samples; ///< one channel
    double sampleRate = 0;      ///< Hz
};

/// One lesson at a time.
class LearnWorker {
public:
    enum class Stage { Idle, Learning, Learned, Failed, Cancelled };
    struct Lesson {
        separation::ModelPtr base;
        std::function<Recording()> source; ///< called on the worker: it may read a file, and throw
        std::string name;                  ///< of the new group
    };
    struct Outcome {
        Stage stage = Stage::Idle;
        separation::ModelPtr base, model; ///< of Learned: what was taught, and what came of it
        std::string name;
        std::string problem; ///< of Failed
    };

    explicit LearnWorker(LearnFunction learn = standardLearning());
    ~LearnWorker(); ///< cancels and waits

    /// @returns false, doing nothing, while a lesson is under way or its outcome was not taken. [main]
    bool start(Lesson lesson);
    void cancel() noexcept { isCancelled_ = true; }               ///< [any]
    double progress() const noexcept { return progress_.load(); } ///< 0 .. 1 [any]
    Stage stage() const noexcept { return stage_.load(); }        ///< [any]
    /// What came of the lesson, once; the worker is idle then. Stage Learning: not yet. [main]
    Outcome take();

private:
    void run(const Lesson& lesson);
    void end(Outcome outcome);

    LearnFunction learn_;
    std::thread thread_;
    std::atomic<Stage> stage_{Stage::Idle};
    std::atomic<double> progress_{0};
    std::atomic<bool> isCancelled_{false};
    std::mutex mutex_;
    Outcome outcome_;
};

} // namespace winnow::plugin
