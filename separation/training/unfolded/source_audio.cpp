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

constexpr int block = 320;           // samples: 20 ms
constexpr double activeShare = 1e-3; // of the loudest block's power: pauses are below
constexpr double silentRms = 1e-5;
constexpr double mostOfVoice = 0.15;
constexpr int frameHop = 256;

/// Root mean square of the blocks that are not pauses; NaN if a sample is not finite.
double activeLevel(const std::vector<float>& samples) {
    std::vector<double> power;
    for (std::size_t at = 0; at + block <= samples.size(); at += block) {
        double sum = 0;
        for (std::size_t i = at; i < at + block; ++i)
            sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
        power.push_back(sum / block);
    }
    if (power.empty()) return 0;
    const double threshold = *std::max_element(power.begin(), power.end()) * activeShare;
    double sum = 0;
    int count = 0;
    for (const double p : power) {
        if (p < threshold) continue;
        sum += p;
        ++count;
    }
    return std::sqrt(sum / std::max(count, 1));
}

void setClipChances(SourceGroup& group) {
    double sum = 0;
    group.cumulative.clear();
    for (const Clip& clip : group.clips) {
        sum += static_cast<double>(clip.samples().size());
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
Clip readOne(const Recording& recording, RecordingSurvey& survey) {
    const FileStamp stamp(recording.path);
    std::vector<float> samples = dsp::readMono(recording.path, sourceRate);
    if (!std::all_of(samples.begin(), samples.end(), [](float v) { return std::isfinite(v); }))
        throw std::runtime_error(recording.path.string() +
                                 ": holds samples that are not finite numbers; repair it or leave it out");
    survey.sha256 = sha256OfFile(recording.path);
    survey.length = {static_cast<double>(samples.size()) / sourceRate,
                     dsp::AudioReader(recording.path).format().sampleRate};
    stamp.check(recording.path); // so that the hash is that of the samples
    Clip clip = makeClip(std::move(samples));
    if (clip.audio) survey.framesUsed = std::ssize(*clip.audio) / frameHop;
    return clip;
}

} // namespace

Clip makeClip(std::vector<float> samples) {
    const double level = activeLevel(samples);
    if (!(level >= silentRms) || samples.size() < 2 * block) return {};
    const auto gain = static_cast<float>(static_cast<double>(activeRms) / level);
    for (float& v : samples)
        v *= gain;
    return {std::make_shared<const std::vector<float>>(std::move(samples))};
}

void SourceSet::add(const std::string& group, Clip clip) {
    if (!clip.audio) return;
    auto at =
        std::find_if(groups.begin(), groups.end(), [&](const SourceGroup& g) { return g.name == group; });
    if (at == groups.end()) at = groups.insert(groups.end(), {group, 0, {}, {}});
    at->seconds += static_cast<double>(clip.samples().size()) / sourceRate;
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

CorpusAudio readCorpus(const Corpus& corpus, int threads, const std::function<bool(double)>& progress) {
    const std::size_t count = corpus.recordings.size();
    CorpusAudio audio{std::vector<Clip>(count), std::vector<RecordingSurvey>(count)};
    bool wanted = true;
    parallelFor(
        count, threads,
        [&](std::size_t i, int) { audio.clips[i] = readOne(corpus.recordings[i], audio.surveys[i]); },
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
