// SPDX-License-Identifier: GPL-3.0-or-later
/// Which recordings are drawn how often, and which are kept for validation.
#include "separation/training/unfolded/source_audio.h"
#include "separation/training/unfolded/validation_split.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/metric_signals.h"
#include "tests/support/temp_dir.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

using namespace winnow::separation;
using namespace winnow::separation::unfolded;
using namespace winnow::test;

namespace {

Clip clipOf(double seconds) {
    return makeClip(uniformNoise(static_cast<std::size_t>(seconds * sourceRate), 1));
}

std::shared_ptr<BlockStore> inMemory() {
    return std::make_shared<BlockStore>(clipBlockBytes, BlockStore::unlimited, "");
}

/// Chance of every group and speed.
std::map<std::pair<std::string, double>, double> chances(const SourceSet& set) {
    std::map<std::pair<std::string, double>, double> out;
    double before = 0;
    for (const SourceVariant& v : set.variants) {
        out[{set.groups[static_cast<std::size_t>(v.group)].name, v.speed}] = v.cumulative - before;
        before = v.cumulative;
    }
    return out;
}

Corpus corpusOf(int categories, int filesEach) {
    Corpus corpus;
    for (int c = 0; c < categories; ++c)
        for (int f = 0; f < filesEach; ++f) {
            const std::string category = "voice" + std::to_string(c),
                              name = category + "/" + std::to_string(f) + ".wav";
            corpus.recordings.push_back({name, category, "", "", name});
        }
    return corpus;
}

std::set<std::string> categoriesOf(const Corpus& corpus, const std::vector<std::size_t>& indices) {
    std::set<std::string> out;
    for (const std::size_t i : indices)
        out.insert(corpus.recordings[i].category);
    return out;
}

bool disjointAndWhole(const Corpus& corpus, const CorpusSplit& split) {
    std::vector<std::size_t> all = split.training;
    all.insert(all.end(), split.validation.begin(), split.validation.end());
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] != i) return false;
    return all.size() == corpus.recordings.size() && !split.training.empty() && !split.validation.empty();
}

} // namespace

TEST_CASE("a clip's active parts have one level; silence, and a few milliseconds, are no clip") {
    auto half = uniformNoise(32000, 3);
    std::fill(half.begin() + 16000, half.end(), 0.0F);
    const Clip clip = makeClip(half);
    CHECK(energy(clip.samples()) / 16000 == Approx(activeRms * activeRms).epsilon(1e-3));
    CHECK(makeClip(std::vector<float>(16000)).audio == nullptr);
    CHECK(makeClip(uniformNoise(300, 3)).audio == nullptr);
}

TEST_CASE("a voice's chance goes with its seconds up to thirty, speed variants count less, and none has "
          "above 15 %") {
    SourceSet set;
    for (int i = 0; i < 9; ++i)
        set.add("v" + std::to_string(i), clipOf(10));
    set.add("short", clipOf(5));
    set.add("long", clipOf(20));
    set.add("long", clipOf(25));
    setChances(set, SourceKind::Speech);
    auto chance = chances(set);
    CHECK(set.variants.back().cumulative == Approx(1));
    CHECK(chance[{"short", 1}] == Approx(chance[{"v0", 1}] / 2));
    CHECK(chance[{"v0", 0.92}] == Approx(0.35 * chance[{"v0", 1}]));
    double ofLong = 0;
    for (const auto& [key, value] : chance)
        if (key.first == "long") ofLong += value;
    CHECK(ofLong == Approx(0.15).epsilon(0.01)); // 30 of 125 s would be 24 %
}

TEST_CASE("a noise category's chance goes with the root of its seconds up to 120") {
    SourceSet set;
    set.add("a", clipOf(9));
    set.add("b", clipOf(16));
    setChances(set, SourceKind::Noise);
    auto chance = chances(set);
    CHECK(chance[{"b", 1}] / chance[{"a", 1}] == Approx(4.0 / 3));
    CHECK(chance[{"a", 0.8}] == Approx(0.5 * chance[{"a", 1}]));
}

TEST_CASE("drawing follows the chances of groups and of clips") {
    SourceSet set;
    set.add("a", clipOf(1));
    set.add("a", clipOf(3));
    set.add("b", clipOf(4));
    setChances(set, SourceKind::Noise);
    Random random(4);
    std::map<int, int> groups;
    int longClips = 0;
    constexpr int count = 4000;
    for (int i = 0; i < count; ++i) {
        ++groups[set.draw(random).group];
        longClips += set.drawClip(set.groups[0], random).samples().size() == 48000 ? 1 : 0;
    }
    CHECK(groups[0] == Approx(count / 2).margin(130));
    CHECK(longClips == Approx(count * 3 / 4).margin(110));
}

TEST_CASE("speakers kept for validation are heard nowhere in training") {
    for (const int speakers : {4, 9, 60}) {
        const Corpus corpus = corpusOf(speakers, 5);
        const CorpusSplit split = splitSpeakers(corpus);
        CHECK(disjointAndWhole(corpus, split));
        const auto training = categoriesOf(corpus, split.training),
                   kept = categoriesOf(corpus, split.validation);
        CHECK(std::none_of(kept.begin(), kept.end(),
                           [&](const std::string& c) { return training.contains(c); }));
        CHECK(kept.size() <= 1 + static_cast<std::size_t>(speakers) / 8);
    }
}

TEST_CASE("a voice that makes up much of a corpus is never given away") {
    Corpus corpus = corpusOf(6, 2);
    for (int i = 0; i < 30; ++i)
        corpus.recordings.push_back({"x", "main voice", "", "", "main voice/" + std::to_string(i)});
    CHECK_FALSE(categoriesOf(corpus, splitSpeakers(corpus).validation).contains("main voice"));
}

TEST_CASE("noise recordings are split by recording; categories of two and tiny corpora stay whole") {
    const Corpus corpus = corpusOf(10, 20);
    const CorpusSplit split = splitRecordings(corpus);
    CHECK(disjointAndWhole(corpus, split));
    CHECK(split.validation.size() == Approx(0.08 * 200).margin(12));
    const CorpusSplit tiny = splitRecordings(corpusOf(3, 2));
    CHECK(tiny.training == tiny.validation);
    CHECK(tiny.training.size() == 6);
}

TEST_CASE("a corpus is read in its order on any number of threads, and what is broken is named") {
    const TempDir folder;
    for (const char* name : {"a/1.wav", "a/2.wav", "b/1.wav"})
        writeWav(folder / name,
                 uniformNoise(8000, std::string(name).size() + static_cast<unsigned char>(name[0])), 8000);
    writeWav(folder / "b/silent.wav", std::vector<float>(8000), 8000);
    const Corpus corpus = corpusFromFolder(folder.path());
    const CorpusAudio one = readCorpus(corpus, 1, inMemory()), three = readCorpus(corpus, 3, inMemory());
    REQUIRE(one.clips.size() == 4);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(one.clips[i].samples() == three.clips[i].samples());
    CHECK(one.clips[3].audio == nullptr);
    CHECK(one.surveys[0].length.fileSampleRate == 8000);
    CHECK(one.surveys[0].length.seconds == Approx(1).epsilon(1e-3));
    CHECK(one.surveys[0].sha256.size() == 64);
    CHECK(one.surveys[3].framesUsed == 0);
    const SourceSet set = makeSources(corpus, one, std::vector<std::size_t>{0, 1, 2, 3}, SourceKind::Speech);
    CHECK(set.groups.size() == 2);
    CHECK_THROWS_WITH(makeSources(corpus, one, std::vector<std::size_t>{3}, SourceKind::Noise),
                      "the recordings of noise are silent or too short: there is nothing to learn from");
    CHECK(readCorpus(corpus, 2, inMemory(), [](double) { return false; }).clips.empty());

    auto broken = uniformNoise(8000, 9);
    broken[100] = std::numeric_limits<float>::quiet_NaN();
    writeWav(folder / "a/broken.wav", broken, 8000);
    CHECK_THROWS_WITH(readCorpus(corpusFromFolder(folder.path()), 2, inMemory()),
                      Catch::Matchers::Contains("broken.wav"));
}
