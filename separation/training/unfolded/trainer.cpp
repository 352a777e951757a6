// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/trainer.h"

#include "separation/training/checkpoint_clock.h"
#include "separation/training/collective.h"
#include "separation/training/unfolded/batch_pass.h"
#include "separation/training/unfolded/initial_dictionaries.h"
#include "separation/training/unfolded/mixture_queue.h"
#include "separation/training/unfolded/working_memory.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace winnow::separation::unfolded {
namespace {

constexpr std::uint64_t trainingStream = 1, validationStream = 2, startStream = 3;
constexpr std::uint64_t validationSeed =
    0; // the same mixtures for every training, so that they can be compared
constexpr int queuedBatches = 4;
constexpr int measuredSteps = 20;
constexpr double measuringStepSize = 1e-4;
constexpr int mostFailuresInARow = 10;
constexpr double averagedSteps = 500; ///< of the running average that is the result
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// One training from start to end.
class Run {
public:
    Run(const TrainerSources& sources, const TrainerOptions& options, const TrainerCallback& callback)
        : sources_(sources), options_(options), callback_(callback), threads_(threadsOf(options)),
          extractor_(options.shape), layout_(options.shape), passes_(extractor_, threads_, options.ranks),
          gradient_(layout_.total()), sinceCheckpoint_(options.checkpointMinutes) {
        progress_.trainingLoss = progress_.validationLoss = unknown;
    }

    TrainerState go(std::optional<TrainerState> earlier) {
        if (earlier)
            resume(std::move(*earlier));
        else if (!begin())
            return std::move(state_);
        makeValidation();
        if (state_.steps == 0 && !measureSpeed()) return std::move(state_);
        progress_.steps = state_.steps;
        progress_.stage = TrainerProgress::Stage::Training;
        sessionStart_ = secondsFrom_ = now();
        firstStep_ = state_.adam.step;
        if (state_.log.empty()) validate(); // the start's loss is the first row
        const auto first =
            static_cast<std::uint64_t>(state_.adam.step) * static_cast<std::uint64_t>(options_.batch);
        MixtureQueue queue(sources_.speech, sources_.noise, options_.mixing, extractor_,
                           mixSeed(options_.seed, trainingStream), numbers(first),
                           queuedBatches * options_.batch, threads_);
        while (state_.adam.step < state_.steps) {
            step(queue);
            const std::int64_t done = state_.adam.step;
            if (done % options_.validationEvery == 0 || done == state_.steps) validate();
            const bool goOn = allGoOn(options_.ranks, report());
            if (!options_.checkpoint.empty() &&
                (done % options_.checkpointEvery == 0 || done == state_.steps || !goOn ||
                 firstSays(options_.ranks, sinceCheckpoint_.due())))
                checkpoint();
            if (!goOn) break;
        }
        return std::move(state_);
    }

private:
    /// This rank's of the batches from a mixture's number on.
    MixtureNumbers numbers(std::uint64_t first) const { return {first, options_.batch, options_.ranks}; }

    bool isFirst() const { return options_.ranks == nullptr || options_.ranks->rank() == 0; }

    void writeLogFile() const {
        collectively(options_.ranks, [this] {
            if (isFirst() && !options_.log.empty()) writeLog(options_.log, state_.log);
        });
    }

    void resume(TrainerState&& earlier) {
        if (earlier.sourcesHash != options_.sourcesHash || earlier.theta.size() != layout_.total())
            throw std::runtime_error(
                options_.checkpoint.string() +
                ": this checkpoint belongs to other recordings or another start (files were added, "
                "removed, renamed or changed); resume with the same ones, or start without resuming");
        state_ = std::move(earlier);
        if (!state_.log.empty()) progress_.validationLoss = state_.log.back().validationLoss;
        progress_.skipped = state_.skipped;
        writeLogFile();
    }

    /// A fresh state. @returns false if cancelled
    bool begin() {
        state_.optionsHash = optionsHash(options_);
        state_.sourcesHash = options_.sourcesHash;
        state_.steps = options_.steps;
        state_.theta = options_.start;
        if (state_.theta.empty()) {
            progress_.stage = TrainerProgress::Stage::Dictionaries;
            MixtureMaker maker(sources_.speech, sources_.noise, options_.mixing);
            state_.theta =
                initialTheta(layout_, extractor_, maker,
                             {options_.dictionaryFrames, mixSeed(options_.seed, startStream), threads_},
                             [&](double share) {
                                 progress_.dictionariesDone = share;
                                 return goesOn();
                             });
            if (!allGoOn(options_.ranks, !state_.theta.empty())) return false;
        }
        if (state_.theta.size() != layout_.total())
            throw std::invalid_argument("the model to start from has other sizes");
        state_.average = state_.theta;
        state_.adam = AdamState(layout_.total());
        return true;
    }

    void makeValidation() {
        const MixtureNumbers own(0, options_.validationMixtures, options_.ranks);
        MixtureQueue queue(sources_.validationSpeech, sources_.validationNoise, options_.mixing, extractor_,
                           mixSeed(validationSeed, validationStream), own, options_.batch, threads_);
        validation_ = queue.take(static_cast<int>(own.count));
    }

    /// A few steps whose result is thrown away, to turn minutes into steps. @returns false if cancelled
    bool measureSpeed() {
        progress_.stage = TrainerProgress::Stage::MeasuringSpeed;
        MixtureQueue queue(sources_.speech, sources_.noise, options_.mixing, extractor_, 0, numbers(0),
                           queuedBatches * options_.batch, threads_);
        std::vector<float> theta = state_.theta;
        AdamState adam(layout_.total());
        for (int i = 0; i < 2 * queuedBatches; ++i) // what was queued ahead does not count
            takeBatch(queue);
        const double start = now();
        for (int i = 0; i < measuredSteps; ++i) {
            passes_.lossAndGradient(takeBatch(queue), theta, gradient_);
            adam.update(options_.adam, measuringStepSize, gradient_, theta);
            if (!allGoOn(options_.ranks, goesOn())) return false;
        }
        const double stepped = now();
        passes_.loss(validation_, theta);
        const double perStep =
            (stepped - start) / measuredSteps + (now() - stepped) / options_.validationEvery;
        state_.steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(options_.minutes * 60 / perStep));
        if (options_.ranks != nullptr)
            state_.steps = nmf::gatherValues(*options_.ranks, state_.steps).front();
        return true;
    }

    std::vector<SequenceData<float>> takeBatch(MixtureQueue& queue) const {
        return queue.take(static_cast<int>(numbers(0).count));
    }

    void step(MixtureQueue& queue) {
        const double start = now();
        const std::vector<SequenceData<float>> batch = takeBatch(queue);
        const double ready = now();
        const double size = stepSizeAt(options_.adam, state_.adam.step, state_.steps);
        const double loss = passes_.lossAndGradient(batch, state_.theta, gradient_);
        if (std::isfinite(state_.adam.update(options_.adam, size, gradient_, state_.theta)) &&
            std::isfinite(loss)) {
            state_.lossSum += loss;
            ++state_.lossCount;
            failuresInARow_ = 0;
            average();
        } else {
            ++state_.skipped;
            if (++failuresInARow_ == mostFailuresInARow)
                throw std::runtime_error("the training has run away: its gradient was not finite for " +
                                         std::to_string(mostFailuresInARow) +
                                         " steps in a row; start again with a smaller step size");
        }
        for (const auto& sequence : batch)
            frames_ += sequence.frames();
        waiting_ += ready - start;
        working_ += now() - ready;
    }

    /// The mean of all steps at first, then a running one (Polyak & Juditsky 1992; exponential as in Kingma &
    /// Ba 2015, section 7.2): nearer to where the steps lead than the latest of them.
    void average() {
        const auto rate =
            static_cast<float>(std::max(1 / averagedSteps, 1 / static_cast<double>(state_.adam.step)));
        for (std::size_t i = 0; i < state_.theta.size(); ++i)
            state_.average[i] += rate * (state_.theta[i] - state_.average[i]);
    }

    void validate() {
        LogRow row;
        row.step = state_.adam.step;
        row.validationLoss = passes_.loss(validation_, state_.average);
        row.trainingLoss = meanLoss();
        if (row.validationLoss < state_.bestLoss) {
            state_.bestLoss = row.validationLoss;
            state_.bestStep = row.step;
            state_.best = state_.average;
        }
        if (state_.best.empty()) throw std::runtime_error("the model to start from gives no finite loss");
        takeTime();
        row.seconds = state_.seconds;
        state_.lossSum = 0;
        state_.lossCount = 0;
        progress_.validationLoss = row.validationLoss;
        state_.log.push_back(row);
        writeLogFile();
    }

    double meanLoss() const {
        return state_.lossCount > 0 ? state_.lossSum / static_cast<double>(state_.lossCount) : unknown;
    }

    bool goesOn() const { return !callback_ || callback_(progress_); }

    bool report() {
        progress_.step = state_.adam.step;
        progress_.skipped = state_.skipped;
        if (state_.lossCount > 0) progress_.trainingLoss = meanLoss();
        progress_.framesPerSecond = frames_ / working_;
        progress_.waitShare = waiting_ / (waiting_ + working_);
        const double perStep = (now() - sessionStart_) / static_cast<double>(state_.adam.step - firstStep_);
        progress_.secondsLeft = static_cast<double>(state_.steps - state_.adam.step) * perStep;
        return goesOn();
    }

    void checkpoint() {
        takeTime();
        sinceCheckpoint_.written([this] {
            collectively(options_.ranks, [this] {
                if (isFirst()) writeCheckpoint(options_.checkpoint, state_);
            });
        });
    }

    void takeTime() {
        const double t = now();
        state_.seconds += t - secondsFrom_;
        secondsFrom_ = t;
    }

    const TrainerSources& sources_;
    const TrainerOptions& options_;
    const TrainerCallback& callback_;
    int threads_;
    FeatureExtractor<float> extractor_;
    Layout layout_;
    BatchPass passes_;
    std::vector<float> gradient_;
    std::vector<SequenceData<float>> validation_;
    TrainerState state_;
    TrainerProgress progress_;
    std::int64_t firstStep_ = 0; // of this session
    int failuresInARow_ = 0;
    CheckpointClock sinceCheckpoint_;
    double sessionStart_ = 0, secondsFrom_ = 0, frames_ = 0, waiting_ = 0, working_ = 0;
};

} // namespace

TrainerState runTraining(const TrainerSources& sources, const TrainerOptions& options,
                         std::optional<TrainerState> earlier, const TrainerCallback& progress) {
    validate(options);
    return Run(sources, options, progress).go(std::move(earlier));
}

} // namespace winnow::separation::unfolded
