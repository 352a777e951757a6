// SPDX-License-Identifier: GPL-3.0-or-later
/// Reads and splits both corpora, trains, and puts the model and its data card together.
#include "separation/training/unfolded/unfolded_training.h"

#include "separation/sha256.h"
#include "separation/training/collective.h"
#include "separation/training/data_card.h"
#include "separation/training/unfolded/model_conversion.h"
#include "separation/training/unfolded/trainer.h"
#include "separation/training/unfolded/validation_split.h"
#include "separation/training/unfolded/working_memory.h"
#include "system/process_memory.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

using namespace unfolded;

// Shares of all work, for progress.
constexpr double readingShare = 0.03, dictionariesShare = 0.04;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

TrainerOptions trainerOptions(const UnfoldedTrainingOptions& o) {
    TrainerOptions t;
    t.shape = o.sizes;
    t.mixing.seconds = o.mixtureSeconds;
    t.mixing.lowLatencyChance = o.lowLatencyShare;
    t.adam.stepSize = o.stepSize;
    t.steps = o.steps;
    t.minutes = o.minutes;
    t.batch = o.batch;
    t.seed = o.seed;
    t.threads = o.threads;
    t.ranks = o.ranks;
    t.dictionaryFrames = o.dictionaryFrames;
    t.validationEvery = o.validationEvery;
    t.validationMixtures = o.validationMixtures;
    t.checkpoint = o.checkpoint;
    t.checkpointMinutes = o.checkpointMinutes;
    t.checkpointEvery = o.checkpointEvery;
    t.log = o.log;
    if (o.from) {
        t.shape = o.from->weights().config;
        t.start = toTheta(o.from->weights());
    }
    return t;
}

/// One corpus of the training.
struct Class {
    std::string kind;
    const Corpus& corpus;
    SourceKind sourceKind;
    CorpusSplit split;
    CorpusAudio audio;
};

class Training {
public:
    Training(const Corpus& speech, const Corpus& noise, const UnfoldedTrainingOptions& options,
             const TrainingCallback& callback)
        : options_(options), trainer_(trainerOptions(options)),
          callback_(callback), classes_{{{"speech", speech, SourceKind::Speech, splitSpeakers(speech), {}},
                                         {"noise", noise, SourceKind::Noise, splitRecordings(noise), {}}}} {
        unfolded::validate(trainer_);
        if (options.resume && options.checkpoint.empty())
            throw std::invalid_argument("resuming needs a checkpoint file");
    }

    std::shared_ptr<layered::LayeredModel> run() {
        std::optional<TrainerState>
            earlier; // before any recording is read, so that a wrong one is refused at once
        if (options_.resume) earlier = readCheckpoint(options_.checkpoint, trainer_);
        collectively(options_.ranks, [this] {
            store_ = std::make_shared<BlockStore>(clipBlockBytes, memoryForClips(),
                                                  options_.memory.bytes > 0 ? options_.memory.folder()
                                                                            : std::filesystem::path());
        });
        for (std::size_t i = 0; i < classes_.size(); ++i)
            if (!read(i)) return nullptr;
        trainer_.sourcesHash = sourcesHash();
        const TrainerState state = runTraining(sources(), trainer_, std::move(earlier),
                                               [this](const TrainerProgress& p) { return report(p); });
        if (state.steps == 0 || state.adam.step < state.steps) return nullptr;
        const Layout layout(trainer_.shape);
        auto model = std::make_shared<layered::LayeredModel>(toLayeredWeights(layout, state.best));
        model->dataCard = dataCard(state);
        return model;
    }

private:
    /// What the limit leaves for the recordings.
    std::uint64_t memoryForClips() const {
        if (options_.memory.bytes == 0) return BlockStore::unlimited;
        std::size_t recordings = 0;
        for (const Class& c : classes_)
            recordings += c.corpus.recordings.size();
        const std::uint64_t needed =
            system::residentBytes() + workingBytes(trainer_) + recordings * recordingBytes;
        if (needed > options_.memory.bytes) throw MemoryTooSmall(options_.memory.bytes, needed);
        return options_.memory.bytes - needed;
    }

    bool read(std::size_t i) {
        Class& c = classes_[i];
        if (c.corpus.recordings.empty()) throw std::runtime_error("there are no recordings of " + c.kind);
        collectively(options_.ranks, [&] {
            c.audio = readCorpus(c.corpus, options_.threads, store_, [&](double share) {
                const double done = (static_cast<double>(i) + share) / static_cast<double>(classes_.size());
                return report("reading " + c.kind, readingShare * done, unknown, -1);
            });
        });
        return allGoOn(options_.ranks, !c.audio.clips.empty());
    }

    std::string sourcesHash() const {
        Sha256 hash;
        for (const Class& c : classes_) {
            hash.addText(c.kind);
            hash.addNumber(c.audio.surveys.size());
            for (std::size_t r = 0; r < c.audio.surveys.size(); ++r) {
                hash.addText(c.corpus.recordings[r].shownPath);
                hash.addText(c.corpus.recordings[r].category);
                hash.addText(c.audio.surveys[r].sha256);
            }
        }
        hash.addText(options_.from ? options_.from->toFile().contentHash() : "");
        return hash.hexadecimal();
    }

    TrainerSources sources() {
        std::array<std::array<SourceSet, 2>, 2> sets;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            const Class& c = classes_[i];
            sets[i] = {makeSources(c.corpus, c.audio, c.split.training, c.sourceKind),
                       makeSources(c.corpus, c.audio, c.split.validation, c.sourceKind)};
        }
        return {std::move(sets[0][0]), std::move(sets[1][0]), std::move(sets[0][1]), std::move(sets[1][1])};
    }

    nlohmann::json dataCard(const TrainerState& state) const {
        nlohmann::json training = toJson(trainer_);
        training.erase("minutes");
        training["steps"] = state.steps; // what was done, however it was asked for
        std::vector<CardClass> cards;
        for (const Class& c : classes_) {
            const bool speech = c.sourceKind == SourceKind::Speech;
            cards.push_back({c.kind, c.corpus, c.audio.surveys, frameSeconds,
                             speech ? trainer_.shape.speechAtoms : trainer_.shape.noiseAtoms,
                             static_cast<int>(state.bestStep), state.bestLoss});
        }
        nlohmann::json card = makeDataCard(training, cards);
        markValidation(card);
        card["result"]["validation_loss"] = state.bestLoss;
        card["result"]["best_step"] = state.bestStep;
        card["result"]["steps_skipped"] = state.skipped;
        if (options_.from) card["from"] = provenance(*options_.from);
        return card;
    }

    /// Recordings that only chose the best step are named so.
    void markValidation(nlohmann::json& card) const {
        std::size_t first = 0;
        for (const Class& c : classes_) {
            const bool split = c.split.training != c.split.validation;
            card["result"][c.kind]["validation_files"] = split ? c.split.validation.size() : 0;
            if (split && card.contains("files"))
                for (const std::size_t r : c.split.validation)
                    card["files"][first + r]["use"] = "validation";
            first += c.corpus.recordings.size();
        }
    }

    /// The model gone on from: its hash and its card without the list of files, which could outgrow a model
    /// file.
    static nlohmann::json provenance(const layered::LayeredModel& model) {
        nlohmann::json card = model.dataCard;
        if (card.is_object()) card.erase("files");
        return {{"name", model.name}, {"content_sha256", model.toFile().contentHash()}, {"data_card", card}};
    }

    bool report(const TrainerProgress& p) const {
        switch (p.stage) {
        case TrainerProgress::Stage::Dictionaries:
            return report("learning first dictionaries",
                          readingShare + dictionariesShare * p.dictionariesDone, unknown, -1);
        case TrainerProgress::Stage::MeasuringSpeed:
            return report("measuring speed", readingShare + dictionariesShare, unknown, -1);
        case TrainerProgress::Stage::Training:
            break;
        }
        const double before = readingShare + dictionariesShare;
        const double done = static_cast<double>(p.step) / static_cast<double>(p.steps);
        std::string stage = "training, step " + std::to_string(p.step) + " of " + std::to_string(p.steps);
        if (p.skipped > 0) stage += ", " + std::to_string(p.skipped) + " skipped (gradient not finite)";
        return report(stage, before + (1 - before) * done, p.trainingLoss, p.secondsLeft);
    }

    bool report(const std::string& stage, double done, double objective, double secondsLeft) const {
        return !callback_ || callback_({stage, done, objective, secondsLeft});
    }

    static constexpr double frameSeconds = 1 / layered::frameRate;
    static constexpr std::uint64_t recordingBytes = 2048; // survey, clip, lists of blocks, data card
    const UnfoldedTrainingOptions& options_;
    TrainerOptions trainer_;
    const TrainingCallback& callback_;
    std::array<Class, 2> classes_;
    std::shared_ptr<BlockStore> store_;
};

} // namespace

std::shared_ptr<layered::LayeredModel> trainUnfolded(const Corpus& speech, const Corpus& noise,
                                                     const UnfoldedTrainingOptions& options,
                                                     const TrainingCallback& progress) {
    return Training(speech, noise, options, progress).run();
}

} // namespace winnow::separation
