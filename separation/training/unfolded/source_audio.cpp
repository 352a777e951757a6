// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/source_audio.h"

#include "dsp/audio_file.h"
#include "separation/parallel_for.h"
#include "separation/sha256.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace winnow::separation::unfolded {
namespace {

constexpr double mostOfVoice = 0.15;
constexpr int frameHop = 256;

void setClipChances(SourceGroup& group) {
    double sum = 0;
    group.cumulative.clear();
    for (const Clip& clip : group.clips) {
        sum += static_cast<double>(clip.size());
        group.cumulative.push_back(sum);
    }
    for (double& c : group.cumulative)
        c /= sum;
}

/// Limits each weight to a share of all and leaves what is cut to the others.
void limitShares(std::vector<double>& weights, double most) {
    if (static_cast<double>(weights.size()) * most <= 1) return;
    constexpr int rounds = 20; // converges geometrically
    for (int round = 0; round < rounds; ++round) {
        double sum = 0;
        for (const double w : weights)
            sum += w;
        for (double& w : weights)
            w = std::min(w, most * sum);
    }
}

/// One recording, and what the data card wants to know of it.
Clip readOne(const Recording& recording, const std::shared_ptr<BlockStore>& store, RecordingSurvey& survey) {
    const FileStamp stamp(recording.path);
    ClipBuilder builder(store);
    const dsp::AudioFormat format =
        dsp::forEachMonoBlock(recording.path, sourceRate, [&](std::span<const float> samples) {
            if (!std::all_of(samples.begin(), samples.end(), [](float v) { return std::isfinite(v); }))
                throw std::runtime_error(
                    recording.path.string() +
                    ": holds samples that are not finite numbers; repair it or leave it out");
            builder.add(samples);
        });
    survey.sha256 = sha256OfFile(recording.path);
    survey.length = {static_cast<double>(builder.size()) / sourceRate, format.sampleRate};
    stamp.check(recording.path); // so that the hash is that of the samples
    Clip clip = builder.finish();
    if (clip.audio) survey.framesUsed = static_cast<std::int64_t>(clip.size()) / frameHop;
    return clip;
}

} // namespace

void SourceSet::add(const std::string& group, Clip clip) {
    if (!clip.audio) return;
    auto at =
        std::find_if(groups.begin(), groups.end(), [&](const SourceGroup& g) { return g.name == group; });
    if (at == groups.end()) at = groups.insert(groups.end(), {group, 0, {}, {}});
    at->seconds += static_cast<double>(clip.size()) / sourceRate;
    at->clips.push_back(std::move(clip));
}

void setChances(SourceSet& set, SourceKind kind) {
    const bool speech = kind == SourceKind::Speech;
    std::vector<double> weights;
    for (SourceGroup& group : set.groups) {
        setClipChances(group);
        weights.push_back(speech ? std::min(group.seconds, 30.0) : std::sqrt(std::min(group.seconds, 120.0)));
    }
    if (speech) limitShares(weights, mostOfVoice);
    const auto speeds = speech ? std::vector<double>{0.85, 0.92, 1.08, 1.15} : std::vector<double>{0.8, 1.2};
    const double share = speech ? 0.35 : 0.5;
    set.variants.clear();
    double sum = 0;
    for (std::size_t g = 0; g < set.groups.size(); ++g) {
        set.variants.push_back({static_cast<int>(g), 1.0, sum += weights[g]});
        for (const double speed : speeds)
            set.variants.push_back({static_cast<int>(g), speed, sum += share * weights[g]});
    }
    for (SourceVariant& v : set.variants)
        v.cumulative /= sum;
}

CorpusAudio readCorpus(const Corpus& corpus, int threads, const std::shared_ptr<BlockStore>& store,
                       const std::function<bool(double)>& progress) {
    const std::size_t count = corpus.recordings.size();
    CorpusAudio audio{std::vector<Clip>(count), std::vector<RecordingSurvey>(count)};
    bool wanted = true;
    parallelFor(
        count, threads,
        [&](std::size_t i, int) { audio.clips[i] = readOne(corpus.recordings[i], store, audio.surveys[i]); },
        [&](std::size_t done) {
            wanted = !progress || progress(static_cast<double>(done) / static_cast<double>(count));
            return wanted;
        });
    return wanted ? audio : CorpusAudio();
}

SourceSet makeSources(const Corpus& corpus, const CorpusAudio& audio, std::span<const std::size_t> chosen,
                      SourceKind kind) {
    SourceSet set;
    for (const std::size_t i : chosen)
        set.add(corpus.recordings[i].category, audio.clips[i]);
    if (set.empty())
        throw std::runtime_error(std::string("the recordings of ") +
                                 (kind == SourceKind::Speech ? "speech" : "noise") +
                                 " are silent or too short: there is nothing to learn from");
    setChances(set, kind);
    return set;
}

const SourceVariant& SourceSet::draw(Random& random) const {
    const double u = random.uniform();
    const auto at =
        std::upper_bound(variants.begin(), variants.end(), u,
                         [](double value, const SourceVariant& v) { return value < v.cumulative; });
    return at == variants.end() ? variants.back() : *at;
}

const Clip& SourceSet::drawClip(const SourceGroup& group, Random& random) const {
    const auto at = std::upper_bound(group.cumulative.begin(), group.cumulative.end(), random.uniform());
    return group
        .clips[std::min(static_cast<std::size_t>(at - group.cumulative.begin()), group.clips.size() - 1)];
}

} // namespace winnow::separation::unfolded
