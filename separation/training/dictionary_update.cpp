// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/dictionary_update.h"

#include "separation/training/class_frames.h"
#include "separation/training/constants.h"
#include "separation/training/data_card.h"
#include "separation/training/held_frames.h"
#include "separation/training/learned_class.h"
#include "separation/training/online_learning.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace winnow::separation {
namespace {

using nlohmann::json;

constexpr double readingShare = 0.5; // of all work, as an update is short

void check(bool holds, const char* message) {
    if (!holds) throw std::invalid_argument(message);
}

void validate(const DictionaryUpdateOptions& o, const Corpus& speech, const Corpus& noise) {
    check(!speech.recordings.empty() || !noise.recordings.empty(), "there are no recordings to add");
    check(o.passes >= 1 && o.batch >= 1, "adding recordings needs passes and batches");
    check(o.forgetting > 0 && o.forgetting <= 1,
          "the weight of what was known must be above 0 and at most 1");
    check(o.maxFrames >= 0, "the frames must be 0 (all) or more");
    check(o.maxSecondsPerCategory > 0, "the seconds per category must be above 0");
}

/// One class of an update.
struct ClassUpdate {
    GroupKind kind;
    const Corpus& corpus;
    std::string label{};
    LearnedClass learned{};
    std::vector<RecordingSurvey> surveys{};
    FramePlan plan{};
    std::unique_ptr<HeldFrames> frames{};
    ClassState state{};

    bool isGiven() const { return !corpus.recordings.empty(); }
    int atoms() const { return static_cast<int>(state.W.cols()); }

    /// With what the model knows.
    void begin(const NmfModel& model) {
        label = kind == GroupKind::Speech ? "speech" : "noise";
        if (!isGiven()) return;
        const AtomGroup& group = onlyGroup(model, kind);
        state.W = model.dictionary().atoms().middleCols(group.first, group.count);
        const std::optional<LearnedClass> known = learnedClass(model, kind);
        if (!known)
            throw ModelNotUpdatable("the model does not say from how many frames its " + label +
                                    " was learned, so that old and new recordings cannot be weighed: train "
                                    "a model anew, from the old ones and the new");
        learned = *known;
    }
};

class Update {
public:
    Update(const NmfModel& model, const Corpus& speech, const Corpus& noise,
           const DictionaryUpdateOptions& options, const TrainingCallback& progress)
        : model_(model), options_(options),
          callback_(progress), classes_{{{GroupKind::Speech, speech}, {GroupKind::Noise, noise}}} {
        for (ClassUpdate& c : classes_)
            c.begin(model);
        rate_ = 2 * model.dictionary().bandwidthHz();
        const int size = frameSize(model.frontEnd(), rate_);
        grid_ = {rate_, size, size / model.frontEnd().overlap};
        const std::vector<float>& axis = model.dictionary().frequenciesHz();
        bool same = axis.size() == static_cast<std::size_t>(size / 2 + 1);
        for (std::size_t k = 0; same && k < axis.size(); ++k)
            same = std::abs(static_cast<double>(axis[k]) - static_cast<double>(k) * rate_ / size) <
                   1e-3 * rate_ / size;
        if (!same)
            throw ModelNotUpdatable("the model's atoms are not on the frequencies of its frames, so that "
                                    "recordings cannot be added to it");
    }

    std::shared_ptr<NmfModel> run() {
        if (!read()) return nullptr;
        for (std::size_t i = 0; i < classes_.size(); ++i)
            if (classes_[i].isGiven() && !learn(i)) return nullptr;
        return result();
    }

private:
    nmf::Index bins() const { return grid_.frameSize / 2 + 1; }

    FrameDrawOptions drawOptions(const ClassUpdate& c) const {
        return {c.label,          grid_,  options_.maxFrames, options_.maxSecondsPerCategory, options_.seed,
                options_.threads, nullptr};
    }

    bool read() {
        StoreSizes sizes;
        sizes.bins = bins();
        sizes.threads = options_.threads;
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            ClassUpdate& c = classes_[i];
            if (!c.isGiven()) continue;
            c.surveys = surveyRecordings(c.corpus, drawOptions(c), reading("surveying " + c.label, i));
            if (c.surveys.empty()) return false;
            c.plan = planFrames(c.corpus, drawOptions(c), 1, c.surveys);
            sizes.frames[i] = c.plan.total();
            sizes.atoms[i] = c.atoms();
        }
        const StoreShares shares = shareMemory(options_.memory, sizes);
        const std::filesystem::path folder =
            options_.memory.bytes > 0 ? options_.memory.folder() : std::filesystem::path();
        for (std::size_t i = 0; i < classes_.size(); ++i) {
            ClassUpdate& c = classes_[i];
            if (!c.isGiven()) continue;
            const FrameShare share(c.plan.total(), {}, nullptr);
            c.frames = std::make_unique<HeldFrames>(bins(), share, shares.frames[i], shares.samples, folder);
            const auto put = [&](nmf::Index j, std::span<const float> values) { c.frames->put(j, values); };
            if (!drawFrames(c.corpus, drawOptions(c), c.plan, c.surveys, 0, c.plan.total(), put,
                            reading("reading " + c.label, 2 + i)))
                return false;
        }
        return true;
    }

    bool learn(std::size_t i) {
        ClassUpdate& c = classes_[i];
        KnownAtoms known{c.state.W,
                         Eigen::Map<const Eigen::VectorXf>(c.learned.activations.data(), c.atoms())};
        known.activations *= static_cast<float>(options_.forgetting);
        OnlineLearningOptions online;
        online.atoms = c.atoms();
        online.passes = options_.passes;
        online.batch = options_.batch;
        online.seed = options_.seed * classes_.size() + i;
        online.threads = options_.threads;
        online.known = &known;
        const double all = static_cast<double>(onlineBatches(c.plan.total(), online));
        const auto onBatch = [&](int batches, double objective) {
            const double done = (static_cast<double>(i) + batches / all) / 2;
            return report("learning " + c.label, readingShare + (1 - readingShare) * done, objective);
        };
        const LearningStage stage{1, c.plan.total(), 0};
        if (!learnClassOnline(c.frames->columns(stage, nullptr), online, c.state, onBatch, {})) return false;
        c.frames.reset();
        const Eigen::VectorXf sums = known.activations + c.state.denominator.col(0);
        c.learned.activations.assign(sums.data(), sums.data() + sums.size());
        c.learned.frames = options_.forgetting * c.learned.frames + static_cast<double>(c.plan.total());
        return true;
    }

    std::shared_ptr<NmfModel> result() const {
        nmf::Matrix<float> atoms = model_.dictionary().atoms();
        auto learned = model_.learned;
        std::vector<CardClass> cards;
        for (const ClassUpdate& c : classes_) {
            if (!c.isGiven()) {
                keepKnown(c, learned);
                continue;
            }
            atoms.middleCols(onlyGroup(model_, c.kind).first, c.atoms()) = c.state.W;
            learned[c.label] = toJson(c.learned);
            cards.push_back({c.label, c.corpus, c.surveys, grid_.hop / rate_, c.atoms(), c.state.iteration,
                             c.state.objective});
        }
        auto model = std::make_shared<NmfModel>(
            Dictionary(model_.dictionary().frequenciesHz(), std::move(atoms), model_.groups()),
            model_.frontEnd(), model_.settings());
        model->learned = std::move(learned);
        model->dataCard = makeDataCard({{"method", "nmf"},
                                        {"beta", 1},
                                        {"update", true},
                                        {"passes", options_.passes},
                                        {"batch", options_.batch},
                                        {"forgetting", options_.forgetting},
                                        {"sample_rate", rate_},
                                        {"frame_seconds", model_.frontEnd().frameSeconds},
                                        {"overlap", model_.frontEnd().overlap},
                                        {"max_frames", options_.maxFrames},
                                        {"max_seconds_per_category", options_.maxSecondsPerCategory},
                                        {"seed", options_.seed}},
                                       cards);
        model->dataCard["updated_from"] = origin();
        return model;
    }

    /// What the old model says of a class that nothing was added to, from wherever it says it.
    void keepKnown(const ClassUpdate& c, json& learned) const {
        try {
            if (const auto known = learnedClass(model_, c.kind)) learned[c.label] = toJson(*known);
        } catch (const std::invalid_argument&) { // a class that nothing can be added to
        }
    }

    /// The old model: its name and hash, and what was used of which licence; then those before it.
    json origin() const {
        json entry = {{"content_sha256", model_.toFile().contentHash()}, {"name", model_.name}};
        json list = json::array();
        if (model_.dataCard.is_object()) {
            if (model_.dataCard.contains("totals")) entry["totals"] = model_.dataCard["totals"];
            if (model_.dataCard.contains("updated_from")) list = model_.dataCard["updated_from"];
        }
        list.insert(list.begin(), entry);
        return list;
    }

    ReadingProgress reading(const std::string& stage, std::size_t pass) const {
        return [=, this](std::size_t done, std::size_t total) {
            const double share =
                static_cast<double>(pass) + static_cast<double>(done) / static_cast<double>(total);
            return report(stage, readingShare / 4 * share, std::numeric_limits<double>::quiet_NaN());
        };
    }

    bool report(const std::string& stage, double done, double objective) const {
        return !callback_ || callback_({stage, done, objective, -1});
    }

    const NmfModel& model_;
    DictionaryUpdateOptions options_;
    TrainingCallback callback_;
    std::array<ClassUpdate, 2> classes_;
    double rate_ = 0;
    FrameGrid grid_;
};

} // namespace

DictionaryUpdateOptions::DictionaryUpdateOptions()
    : maxSecondsPerCategory(trainingConstants::secondsPerCategory) {}

std::shared_ptr<NmfModel> updateDictionaries(const NmfModel& model, const Corpus& speech, const Corpus& noise,
                                             const DictionaryUpdateOptions& options,
                                             const TrainingCallback& progress) {
    validate(options, speech, noise);
    try {
        return Update(model, speech, noise, options, progress).run();
    } catch (const std::invalid_argument& error) { // about the model: the options are checked
        throw ModelNotUpdatable(std::string("recordings cannot be added to this model: ") + error.what());
    }
}

} // namespace winnow::separation
