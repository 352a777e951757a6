// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings added to a plain model.
#include "separation/training/dictionary_update.h"
#include "separation/training/learned_class.h"
#include "tests/support/catch.h"
#include "tests/support/training_corpora.h"

#include <numeric>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

using ModelOfTraining = std::shared_ptr<NmfModel>;

ModelOfTraining trained(const TrainingCorpora& corpora) {
    auto options = TrainingCorpora::options();
    options.maxFrames = 0;
    return trainDictionaries(corpora.speech(), corpora.noise(), options);
}

/// A voice and a noise that the model has not heard.
struct More {
    explicit More(const TrainingCorpora& corpora) {
        auto voice = speechLike(16000, 8000);
        for (std::size_t n = 0; n + 1 < voice.size(); ++n)
            voice[n] -= 0.8F * voice[n + 1];
        writeWav(corpora / "more/speech/dan/1.wav", voice, 8000);
        auto rain = scaled(uniformNoise(16000, 5), 0.1);
        for (std::size_t n = 0; n + 1 < rain.size(); ++n)
            rain[n] += 0.9F * rain[n + 1];
        writeWav(corpora / "more/noise/rain/1.wav", rain, 8000);
        speech = corpusFromFolder(corpora / "more/speech");
        noise = corpusFromFolder(corpora / "more/noise");
        for (Recording& recording : speech.recordings)
            recording.licence = "CC0 1.0";
    }
    Corpus speech, noise;
};

std::vector<std::byte> bytesOf(const ModelOfTraining& model) {
    REQUIRE(model != nullptr);
    return serialiseModelFile(model->toFile());
}

nmf::Matrix<float> atomsOf(const NmfModel& model, GroupKind kind) {
    const AtomGroup& group = onlyGroup(model, kind);
    return model.dictionary().atoms().middleCols(group.first, group.count);
}

double framesOf(const NmfModel& model, GroupKind kind) {
    return learnedClass(model, kind).value().frames;
}

/// Mean distance of the atoms of two models, of sum 1: 0 .. 2.
double distance(const nmf::Matrix<float>& a, const nmf::Matrix<float>& b) {
    return static_cast<double>((a - b).cwiseAbs().sum()) / static_cast<double>(a.cols());
}

} // namespace

TEST_CASE("a trained model says how much each atom explains, whatever the way it was learned") {
    const TrainingCorpora corpora;
    auto options = TrainingCorpora::options();
    options.maxFrames = 0;
    options.speechAtoms = 3; // so that there are frames enough for a sample
    options.online.on = GENERATE(false, true);
    options.online.batch = options.online.on ? GENERATE(0, 120) : 0;
    const auto model = trainDictionaries(corpora.speech(), corpora.noise(), options);
    for (const GroupKind kind : {GroupKind::Speech, GroupKind::Noise}) {
        const LearnedClass learned = learnedClass(*model, kind).value();
        const char* const name = kind == GroupKind::Speech ? "speech" : "noise";
        CHECK(learned.frames == model->dataCard["totals"][name]["frames_used"].get<double>());
        CHECK(learned.activations.size() == 3);
        const double all = std::accumulate(learned.activations.begin(), learned.activations.end(), 0.0);
        CHECK(all == Approx(learned.frames * 129).epsilon(0.01)); // frames have mean 1, in 129 bins
    }
    const NmfModel read(parseModelFile(bytesOf(model), "x"), "x");
    CHECK(read.learned == model->learned);
    options.beta = 2;
    CHECK(trainDictionaries(corpora.speech(), corpora.noise(), options)->learned.is_null());
}

TEST_CASE("added recordings are explained better after it, and the old ones hardly worse") {
    const TrainingCorpora corpora;
    const More more(corpora);
    const auto old = trained(corpora);
    DictionaryUpdateOptions options;
    options.seed = 4;
    const auto divergence = [&](const NmfModel& model, const Corpus& noise) {
        DictionaryUpdateOptions look; // one batch: the objective is that of the model before it moves
        look.passes = 1;
        look.batch = 1 << 20;
        look.maxFrames = 0;
        return updateDictionaries(model, Corpus(), noise, look)
            ->dataCard["result"]["noise"]["objective"]
            .get<double>();
    };
    const auto updated = updateDictionaries(*old, more.speech, more.noise, options);
    REQUIRE(updated != nullptr);
    const double before = divergence(*old, more.noise), after = divergence(*updated, more.noise);
    CHECK(after < 0.9 * before);
    CHECK(divergence(*updated, corpora.noise()) < 1.3 * divergence(*old, corpora.noise()));

    options.forgetting = 0.1;
    const auto forgetful = updateDictionaries(*old, more.speech, more.noise, options);
    const auto from = atomsOf(*old, GroupKind::Noise);
    CHECK(distance(atomsOf(*updated, GroupKind::Noise), from) > 0.01);
    CHECK(distance(atomsOf(*forgetful, GroupKind::Noise), from) >
          1.1 * distance(atomsOf(*updated, GroupKind::Noise), from));
    CHECK(divergence(*forgetful, more.noise) < after);
    CHECK(framesOf(*updated, GroupKind::Noise) ==
          framesOf(*old, GroupKind::Noise) +
              updated->dataCard["totals"]["noise"]["frames_used"].get<double>());
    CHECK(framesOf(*forgetful, GroupKind::Noise) < framesOf(*updated, GroupKind::Noise));
}

TEST_CASE("a class without new recordings stays bit for bit, and the data card names the old model") {
    const TrainingCorpora corpora;
    const More more(corpora);
    const auto old = trained(corpora);
    const auto updated = updateDictionaries(*old, more.speech, Corpus(), {});
    REQUIRE(updated != nullptr);
    CHECK(atomsOf(*updated, GroupKind::Noise) == atomsOf(*old, GroupKind::Noise));
    CHECK(atomsOf(*updated, GroupKind::Speech) != atomsOf(*old, GroupKind::Speech));
    CHECK(updated->learned["noise"] == old->learned["noise"]);
    CHECK(updated->settings().toJson() == old->settings().toJson());
    const auto& card = updated->dataCard;
    REQUIRE(card["updated_from"].size() == 1);
    CHECK(card["updated_from"][0]["content_sha256"] == old->toFile().contentHash());
    CHECK(card["updated_from"][0]["totals"] == old->dataCard["totals"]);
    REQUIRE(card["files"].size() == 1);
    CHECK(card["files"][0]["licence"] == "CC0 1.0");
    CHECK_FALSE(card["totals"].contains("noise"));

    const auto again = updateDictionaries(*updated, Corpus(), more.noise, {});
    CHECK(again->dataCard["updated_from"].size() == 2);
    CHECK(atomsOf(*again, GroupKind::Speech) == atomsOf(*updated, GroupKind::Speech));
}

TEST_CASE("an update gives the same bytes on any number of threads, and where little fits the memory") {
    const TrainingCorpora corpora;
    const More more(corpora);
    const auto old = trained(corpora);
    DictionaryUpdateOptions options;
    options.batch = 120;
    const auto expected = bytesOf(updateDictionaries(*old, more.speech, more.noise, options));
    options.threads = 3;
    options.memory = {std::uint64_t{1} << 40, corpora.path()};
    CHECK(bytesOf(updateDictionaries(*old, more.speech, more.noise, options)) == expected);
    CHECK(updateDictionaries(*old, more.speech, more.noise, options, [](const TrainingProgress& p) {
              return p.stage != "learning noise";
          }) == nullptr);
    options.seed = 7;
    CHECK(bytesOf(updateDictionaries(*old, more.speech, more.noise, options)) != expected);
}

TEST_CASE("a model that does not say what it learned is weighed by its data card's frames, or refused") {
    const TrainingCorpora corpora;
    const More more(corpora);
    const auto old = trained(corpora);
    const double frames = framesOf(*old, GroupKind::Noise);
    old->learned = nullptr;
    CHECK_FALSE(old->toFile().metadata.contains("learned")); // as a model of an earlier version
    CHECK(framesOf(*old, GroupKind::Noise) == frames);
    const auto updated = updateDictionaries(*old, Corpus(), more.noise, {});
    CHECK(framesOf(*updated, GroupKind::Noise) > frames);
    CHECK(framesOf(*updated, GroupKind::Speech) == framesOf(*old, GroupKind::Speech));

    const auto refused = [&](const std::string& why) {
        CHECK_THROWS_WITH(updateDictionaries(*old, Corpus(), more.noise, {}), Contains(why));
    };
    old->dataCard["training"]["beta"] = 2;
    refused("another loss than kl");
    old->dataCard = nullptr;
    refused("does not say from how many frames");
    for (const char* nonsense :
         {"[]", "{\"frames\":-1,\"activations\":[1,1,1]}", "{\"frames\":9,\"activations\":[1,1]}",
          "{\"frames\":9,\"activations\":[1,1,-1]}", "{\"frames\":9,\"activations\":[0,0,0]}",
          "{\"frames\":9,\"activations\":[1,1,\"x\"]}"}) {
        CAPTURE(nonsense);
        old->learned = {{"noise", nlohmann::json::parse(nonsense)}};
        refused("makes no sense");
    }
}

TEST_CASE("an update refuses a model or options that it cannot go on from") {
    const TrainingCorpora corpora;
    const More more(corpora);
    const auto old = trained(corpora);
    const auto& d = old->dictionary();
    auto group = onlyGroup(*old, GroupKind::Noise);
    group.name = "fan";
    const NmfModel two(d.withGroup(group, atomsOf(*old, GroupKind::Noise)), old->frontEnd(), old->settings());
    CHECK_THROWS_WITH(updateDictionaries(two, Corpus(), more.noise, {}), Contains("several groups of noise"));
    auto axis = d.frequenciesHz();
    axis[5] += 1;
    NmfModel other(Dictionary(axis, d.atoms(), d.groups()), old->frontEnd(), old->settings());
    other.learned = old->learned;
    CHECK_THROWS_WITH(updateDictionaries(other, Corpus(), more.noise, {}),
                      Contains("not on the frequencies"));
    CHECK_THROWS_WITH(updateDictionaries(*old, Corpus(), Corpus(), {}), Contains("no recordings"));
    DictionaryUpdateOptions options;
    options.forgetting = 0;
    CHECK_THROWS_WITH(updateDictionaries(*old, Corpus(), more.noise, options), Contains("above 0"));
    options.forgetting = 1;
    options.passes = 0;
    CHECK_THROWS_WITH(updateDictionaries(*old, Corpus(), more.noise, options), Contains("passes"));
}
