// SPDX-License-Identifier: GPL-3.0-or-later
/// Surveys both corpora, draws their frames, learns speech and then noise.
#include "separation/training/dictionary_training.h"

#include "separation/sha256.h"
#include "separation/training/checkpoint_clock.h"
#include "separation/training/class_frames.h"
#include "separation/training/class_store.h"
#include "separation/training/collective.h"
#include "separation/training/data_card.h"
#include "separation/training/dictionary_options.h"
#include "separation/training/held_frames.h"
#include "separation/training/online_learning.h"
#include "separation/training/staged_learning.h"
#include "separation/training/training_state.h"
#include "separation/training/work_clock.h"

#include <array>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

constexpr double readingShare = 0.2; // of all work, in four passes

/// One training from its first file to its model.
class Training {
public:
    Training(const Corpus& speech, const Corpus& noise, const DictionaryTrainingOptions& options,
             const TrainingCallback& progress)
        : options_(options), callback_(progress), classes_{{{"speech", speech, options.speechAtoms},
                                                            {"noise", noise, options.noiseAtoms}}} {
        state_.optionsHash = hashOf(winnowVersion() + toJson(options).dump());
    }

    std::shared_ptr<NmfModel> run() {
        if (options_.resume) loadState();
        if (!survey()) return nullptr;
        resumeOrStart();
        plan();
        if (!draw()) return nullptr;
        startClock();
        for (std::size_t i = 0; i < classes_.size(); ++i)
            if (!learn(i)) return nullptr;

        auto model =
            makeLearnedModel(options_, state_.classes, {classes_[0].plan.total(), classes_[1].plan.total()});
        std::vector<CardClass> cards;
        for (std::size_t i = 0; i < classes_.size(); ++i)
            cards.push_back({classes_[i].label, classes_[i].corpus, classes_[i].surveys,
                             grid().hop / options_.sampleRate, classes_[i].atoms, state_.classes[i].iteration,
                             state_.classes[i].objective});
        model->dataCard = makeDataCard(toJson(options_), cards);
        return model;
    }

private:
    struct Class {
        std::string label;
        const Corpus& corpus;
        int atoms;
        std::vector<RecordingSurvey> surveys{};
        FramePlan plan{};
        std::vector<LearningStage> stages{};  ///< empty with batches of one size
        std::unique_ptr<HeldFrames> frames{}; ///< this rank's
    };

    static std::string hashOf(const std::string& text) { return sha256(std::as_bytes(std::span(text))); }

    FrameGrid grid() const {
        const int size = frameSize(options_.frontEnd, options_.sampleRate);
        return {options_.sampleRate, size, size / options_.frontEnd.overlap};
    }
    nmf::Index bins() const { return grid().frameSize / 2 + 1; }

    FrameDrawOptions drawOptions(const Class& c) const {
        return {c.label,       grid(),           options_.maxFrames, options_.maxSecondsPerCategory,
                options_.seed, options_.threads, options_.ranks};
    }

    bool batchesOfOneSize() const { return options_.online.on && options_.online.batch > 0; }

    FrameShare shareOf(const Class& c) const { return {c.plan.total(), c.stages, options_.ranks}; }

    /// In frames x atoms x iterations, up to an iteration.
    double workOfClass(std::size_t i, int iterations) const {
        const Class& c = classes_[i];
        const double frames = batchesOfOneSize() ? static_cast<double>(options_.online.batch) * iterations
                                                 : workOf(c.stages, iterations);
        return frames * c.atoms;
    }
    double workOfClass(std::size_t i) const {
        const Class& c = classes_[i];
        return workOfClass(i, batchesOfOneSize()
                                  ? static_cast<int>(onlineBatches(c.plan.total(), onlineOptions(i)))
                                  : iterationsOf(c.stages));
    }

    /// Before any file is read, so that a checkpoint of other options is refused at once.
    void loadState() {
        TrainingState loaded = loadCheckpoint(options_.checkpoint, options_.ranks);
        if (loaded.optionsHash != state_.optionsHash)
            throw std::runtime_error(
                options_.checkpoint.string() +
                ": this checkpoint was written with other options or by another version of Winnow; "
                "resume with the same options, or start without resuming");
        state_ = std::move(loaded);
    }

    bool survey() {
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            Class& c = classes_[i];
            c.surveys = surveyRecordings(c.corpus, drawOptions(c), reading("surveying " + c.label, i));
            if (c.surveys.empty()) return false;
        }
        return true;
    }

    void resumeOrStart() {
        Sha256 hash;
        for (const Class& c : classes_) {
            hash.addText(c.label);
            hash.addNumber(c.surveys.size());
            for (std::size_t r = 0; r < c.surveys.size(); ++r) {
                hash.addText(c.corpus.recordings[r].shownPath);
                hash.addText(c.corpus.recordings[r].category);
                hash.addText(c.surveys[r].sha256);
            }
        }
        const std::string corpusHash = hash.hexadecimal();
        if (options_.resume && state_.corpusHash != corpusHash)
            throw std::runtime_error(
                options_.checkpoint.string() +
                ": this checkpoint belongs to other recordings (files were added, removed, renamed "
                "or changed); resume with the same ones, or start without resuming");
        state_.corpusHash = corpusHash;
    }

    void plan() {
        StoreSizes sizes;
        sizes.bins = bins();
        sizes.threads = options_.threads;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            Class& c = classes_[i];
            c.plan = planFrames(c.corpus, drawOptions(c), c.atoms, c.surveys);
            if (!options_.online.on)
                c.stages = fullPasses(c.plan.total(), options_.iterations);
            else if (!batchesOfOneSize())
                c.stages = growingBatches(c.plan.total(), c.atoms);
            const FrameShare share = shareOf(c);
            sizes.frames[i] = share.all.count;
            sizes.samples[i] = share.sample.count;
            sizes.atoms[i] = c.atoms;
        }
        collectively(options_.ranks, [&] { shares_ = shareMemory(options_.memory, sizes); });
    }

    bool draw() {
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            Class& c = classes_[i];
            const FrameShare share = shareOf(c);
            bool finished = false;
            collectively(options_.ranks, [&] {
                c.frames = std::make_unique<HeldFrames>(bins(), share, shares_.frames[i], shares_.samples,
                                                        cacheFolder());
                finished = drawFrames(
                    c.corpus, drawOptions(c), c.plan, c.surveys, share.frames().first, share.frames().count,
                    [&](nmf::Index column, std::span<const float> values) { c.frames->put(column, values); },
                    reading("reading " + c.label, 2 + i));
            });
            if (!allGoOn(options_.ranks, finished)) return false;
        }
        return true;
    }

    std::filesystem::path cacheFolder() const {
        return options_.memory.bytes > 0 ? options_.memory.folder() : std::filesystem::path();
    }

    void startClock() {
        double total = 0, before = 0;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            total += workOfClass(i);
            before += workOfClass(i, state_.classes[i].iteration);
        }
        clock_.start(total, before);
    }

    OnlineLearningOptions onlineOptions(std::size_t i) const {
        OnlineLearningOptions online;
        online.atoms = classes_[i].atoms;
        online.beta = options_.beta;
        online.sparsity = options_.sparsity;
        online.passes = options_.online.passes;
        online.batch = options_.online.batch;
        online.forgetting = options_.online.forgetting;
        online.seed = options_.seed * classes_.size() + i;
        online.threads = options_.threads;
        return online;
    }

    /// Reports, and counts the work.
    IterationCallback learningProgress(std::size_t i) {
        return [this, i, last = state_.classes[i].iteration](int iteration, double objective) mutable {
            if (iteration > last) {
                clock_.add(workOfClass(i, iteration) - workOfClass(i, last));
                last = iteration;
            }
            return report("learning " + classes_[i].label, readingShare + (1 - readingShare) * clock_.share(),
                          objective, clock_.secondsLeft());
        };
    }

    /// @returns false if cancelled; the work is kept
    bool learnFromBatchesOfOneSize(std::size_t i) {
        CheckpointClock sinceSaved(options_.checkpointMinutes);
        const bool finished = learnClassOnline(
            classes_[i].frames->columns({1, classes_[i].plan.total(), 0}, options_.ranks), onlineOptions(i),
            state_.classes[i], learningProgress(i), [&](const ClassState&) {
                if (sinceSaved.due()) sinceSaved.written([&] { save(nullptr); });
            });
        if (!finished) save(nullptr);
        return finished;
    }

    /// The same.
    bool learnInStages(std::size_t i) {
        const Class& c = classes_[i];
        StagedLearning learning{c.stages, {}, {shares_.activations, cacheFolder()}};
        learning.options.atoms = c.atoms;
        learning.options.beta = options_.beta;
        learning.options.sparsity = options_.sparsity;
        learning.options.seed = options_.seed * classes_.size() + i;
        learning.options.threads = options_.threads;
        learning.options.ranks = options_.ranks;
        ClassState& state = state_.classes[i];
        int saved = state.iteration;
        CheckpointClock sinceSaved(options_.checkpointMinutes);
        const auto keep = [&](const nmf::ColumnSource<float>* H, bool last) {
            const bool due = state.iteration - saved >= options_.checkpointEvery || sinceSaved.due();
            if (!last && (state.iteration == iterationsOf(c.stages) || !firstSays(options_.ranks, due)))
                return;
            saved = state.iteration;
            sinceSaved.written([&] { save(H); });
        };
        const auto load = [&](nmf::ActivationStore<float>& H) {
            loadActivations(options_.checkpoint, H, options_.ranks);
        };
        return separation::learnInStages(*c.frames, learning, state, load, learningProgress(i), keep);
    }

    bool learn(std::size_t i) {
        ClassState& state = state_.classes[i];
        const bool before = state.learned; // by an earlier run
        if (!before && !(batchesOfOneSize() ? learnFromBatchesOfOneSize(i) : learnInStages(i))) return false;
        classes_[i].frames.reset();
        if (before) return true;
        state.learned = true;
        state.numerator.resize(0, 0);
        if (options_.beta != 1) state.denominator.resize(0, 0);
        save(nullptr);
        return true;
    }

    void save(const nmf::ColumnSource<float>* H) const {
        if (!options_.checkpoint.empty()) saveCheckpoint(options_.checkpoint, state_, H, options_.ranks);
    }

    ReadingProgress reading(const std::string& stage, std::size_t pass) const {
        return [=, this](std::size_t done, std::size_t total) {
            const double share =
                static_cast<double>(pass) + static_cast<double>(done) / static_cast<double>(total);
            return report(stage, readingShare / 4 * share, std::numeric_limits<double>::quiet_NaN(), -1);
        };
    }

    bool report(const std::string& stage, double done, double objective, double secondsLeft) const {
        return !callback_ || callback_({stage, done, objective, secondsLeft});
    }

    DictionaryTrainingOptions options_;
    TrainingCallback callback_;
    std::array<Class, 2> classes_;
    StoreShares shares_;
    TrainingState state_;
    WorkClock clock_; // in frames x atoms x iterations
};

} // namespace

std::shared_ptr<NmfModel> trainDictionaries(const Corpus& speech, const Corpus& noise,
                                            const DictionaryTrainingOptions& options,
                                            const TrainingCallback& progress) {
    validate(options);
    return Training(speech, noise, options, progress).run();
}

} // namespace winnow::separation
