// SPDX-License-Identifier: GPL-3.0-or-later
/// Surveys both corpora, draws their frames, learns speech and then noise.
#include "separation/training/dictionary_training.h"

#include "separation/constants.h"
#include "separation/sha256.h"
#include "separation/training/checkpoint_clock.h"
#include "separation/training/class_frames.h"
#include "separation/training/class_learning.h"
#include "separation/training/constants.h"
#include "separation/training/data_card.h"
#include "separation/training/training_state.h"
#include "separation/training/work_clock.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

using nmf::Matrix;

constexpr double readingShare = 0.2; // of all work, in four passes

void check(bool holds, const char* message) {
    if (!holds) throw std::invalid_argument(message);
}

std::shared_ptr<NmfModel> makeModel(const DictionaryTrainingOptions& o, const Matrix<float>& speech,
                                    const Matrix<float>& noise) {
    const int size = frameSize(o.frontEnd, o.sampleRate);
    std::vector<float> axis;
    for (int k = 0; k <= size / 2; ++k)
        axis.push_back(static_cast<float>(k * o.sampleRate / size));
    Matrix<float> atoms(speech.rows(), speech.cols() + noise.cols());
    atoms << speech, noise;
    NmfSettings settings;
    settings.noiseSparsity = constants::trainedNoiseSparsity;
    settings.trackedNoise =
        constants::trackedNoise; // atoms of other people's noises need help with the noise at hand
    return std::make_shared<NmfModel>(Dictionary(axis, atoms,
                                                 {{"speech", GroupKind::Speech, 0, o.speechAtoms},
                                                  {"noise", GroupKind::Noise, o.speechAtoms, o.noiseAtoms}}),
                                      o.frontEnd, settings);
}

void validate(const DictionaryTrainingOptions& o) {
    check(o.speechAtoms >= 1 && o.noiseAtoms >= 1, "each class needs at least one atom");
    check(o.beta >= 0 && o.beta <= 2, "beta must be from 0 to 2");
    check(o.sparsity >= 0 && std::isfinite(o.sparsity), "the sparsity must be 0 or above");
    check(o.iterations >= 1, "at least one iteration is needed");
    check(o.sampleRate >= 1000 && o.sampleRate <= 768000, "the sample rate must be from 1000 to 768000 Hz");
    check(o.frontEnd.frameSeconds > 0 && o.frontEnd.frameSeconds < 1 && o.frontEnd.overlap >= 1,
          "the front end is out of range");
    check(o.maxFrames >= std::max(o.speechAtoms, o.noiseAtoms),
          "at least as many frames as atoms are needed");
    check(o.maxSecondsPerCategory > 0, "the seconds per category must be above 0");
    check(o.checkpointEvery >= 1, "a checkpoint can be written every iteration at the most");
    check(o.checkpointMinutes >= 0, "the minutes between checkpoints must be 0 or above");
    check(!o.resume || !o.checkpoint.empty(), "resuming needs a checkpoint file");
    // What a model file would refuse after the work is refused before it.
    const Eigen::Index bins = frameSize(o.frontEnd, o.sampleRate) / 2 + 1;
    makeModel(o, Matrix<float>::Ones(bins, o.speechAtoms), Matrix<float>::Ones(bins, o.noiseAtoms));
}

/// One training from its first file to its model.
class Training {
public:
    Training(const Corpus& speech, const Corpus& noise, const DictionaryTrainingOptions& options,
             const TrainingCallback& progress)
        : options_(options), callback_(progress), classes_{{{"speech", speech, options.speechAtoms, {}, {}},
                                                            {"noise", noise, options.noiseAtoms, {}, {}}}} {
        state_.optionsHash = hashOf(winnowVersion() + toJson(options).dump());
    }

    std::shared_ptr<NmfModel> run() {
        if (options_.resume) loadState();
        if (!survey()) return nullptr;
        resumeOrStart();
        if (!draw()) return nullptr;
        startClock();
        for (std::size_t i = 0; i < classes_.size(); ++i)
            if (!learn(i)) return nullptr;

        auto model =
            makeModel(options_, sortedByCentroid(state_.classes[0].W), sortedByCentroid(state_.classes[1].W));
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
        std::vector<RecordingSurvey> surveys;
        Matrix<float> V;

        double workPerIteration() const { return static_cast<double>(V.cols()) * atoms; }
    };

    static std::string hashOf(const std::string& text) { return sha256(std::as_bytes(std::span(text))); }

    FrameGrid grid() const {
        const int size = frameSize(options_.frontEnd, options_.sampleRate);
        return {options_.sampleRate, size, size / options_.frontEnd.overlap};
    }

    FrameDrawOptions drawOptions(const Class& c) const {
        return {c.label,       grid(),          options_.maxFrames, options_.maxSecondsPerCategory,
                options_.seed, options_.threads};
    }

    /// Before any file is read, so that a checkpoint of other options is refused at once.
    void loadState() {
        TrainingState loaded = loadCheckpoint(options_.checkpoint);
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

    bool draw() {
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            Class& c = classes_[i];
            c.V = drawFrames(c.corpus, drawOptions(c), c.atoms, c.surveys,
                             reading("reading " + c.label, 2 + i));
            if (c.V.size() == 0) return false;
        }
        return true;
    }

    void startClock() {
        double total = 0, before = 0;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            total += classes_[i].workPerIteration() * options_.iterations;
            before += classes_[i].workPerIteration() * state_.classes[i].iteration;
        }
        clock_.start(total, before);
    }

    bool learn(std::size_t i) {
        Class& c = classes_[i];
        ClassState& state = state_.classes[i];
        const ClassLearningOptions learning{c.atoms,
                                            options_.beta,
                                            options_.sparsity,
                                            options_.iterations,
                                            options_.seed * classes_.size() + i,
                                            options_.threads};
        int saved = state.iteration, last = state.iteration;
        const auto onIteration = [&](int iteration, double objective) {
            clock_.add((iteration - last) * c.workPerIteration());
            last = iteration;
            return report("learning " + c.label, readingShare + (1 - readingShare) * clock_.share(),
                          objective, clock_.secondsLeft());
        };
        CheckpointClock sinceSaved(options_.checkpointMinutes);
        const auto onSlice = [&](const ClassState& now) {
            const bool byCount = now.iteration - saved >= options_.checkpointEvery;
            if (now.iteration == options_.iterations || !(byCount || sinceSaved.due())) return;
            saved = now.iteration;
            sinceSaved.written([&] { save(); });
        };
        const bool finished = learnClass(c.V, learning, state, onIteration, onSlice);
        if (finished) state.H.resize(0, 0);
        if (finished) c.V.resize(0, 0);
        save();
        return finished;
    }

    void save() const {
        if (!options_.checkpoint.empty()) saveCheckpoint(options_.checkpoint, state_);
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
    TrainingState state_;
    WorkClock clock_; // in frames x atoms x iterations
};

} // namespace

DictionaryTrainingOptions::DictionaryTrainingOptions()
    : maxSecondsPerCategory(trainingConstants::secondsPerCategory) {}

nlohmann::json toJson(const DictionaryTrainingOptions& o) {
    return {{"method", "nmf"},
            {"speech_atoms", o.speechAtoms},
            {"noise_atoms", o.noiseAtoms},
            {"beta", o.beta},
            {"sparsity", o.sparsity},
            {"iterations", o.iterations},
            {"sample_rate", o.sampleRate},
            {"frame_seconds", o.frontEnd.frameSeconds},
            {"overlap", o.frontEnd.overlap},
            {"max_frames", o.maxFrames},
            {"max_seconds_per_category", o.maxSecondsPerCategory},
            {"seed", o.seed}};
}

std::shared_ptr<NmfModel> trainDictionaries(const Corpus& speech, const Corpus& noise,
                                            const DictionaryTrainingOptions& options,
                                            const TrainingCallback& progress) {
    validate(options);
    return Training(speech, noise, options, progress).run();
}

} // namespace winnow::separation
