// SPDX-License-Identifier: GPL-3.0-or-later
/// Pairs, one by one or in parallel.
#include "separation/evaluation.h"

#include "dsp/audio_file.h"
#include "separation/learn_noise.h"
#include "separation/metrics.h"
#include "separation/offline_denoiser.h"
#include "separation/parallel_for.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace winnow::separation {
namespace {

struct Sound {
    std::vector<float> samples; ///< mean of the channels
    int sampleRate;
};

Sound read(const std::filesystem::path& path) {
    const dsp::AudioData data = dsp::readAudio(path);
    const auto channels = static_cast<std::size_t>(data.format.channels);
    Sound sound{std::vector<float>(data.samples.size() / channels), data.format.sampleRate};
    for (std::size_t n = 0; n < sound.samples.size(); ++n) {
        float sum = 0;
        for (std::size_t c = 0; c < channels; ++c)
            sum += data.samples[n * channels + c];
        sound.samples[n] = sum / static_cast<float>(channels);
    }
    return sound;
}

/// A sound to be compared with the clean one. @throws std::runtime_error naming the file
Sound readLike(const Sound& clean, const std::filesystem::path& path) {
    Sound sound = read(path);
    if (sound.sampleRate != clean.sampleRate)
        throw std::runtime_error(path.string() + ": is at " + std::to_string(sound.sampleRate) +
                                 " Hz, and its clean partner at " + std::to_string(clean.sampleRate) + " Hz");
    if (sound.samples.size() != clean.samples.size())
        throw std::runtime_error(path.string() + ": has " + std::to_string(sound.samples.size()) +
                                 " samples, and its clean partner " + std::to_string(clean.samples.size()));
    return sound;
}

template <class Stoi> double stoiOrNothing(Stoi&& stoiOf) {
    try {
        return stoiOf();
    } catch (const std::invalid_argument&) { // the others were computed, so only speech is lacking
        return std::numeric_limits<double>::quiet_NaN();
    }
}

Scores score(const Sound& clean, const std::vector<float>& estimate, const BssEvaluator& sources) {
    Scores s;
    s.siSdr = siSdr(clean.samples, estimate);
    const BssEval bss = sources.evaluate(estimate);
    s.sdr = bss.sdr;
    s.sir = bss.sir;
    s.sar = bss.sar;
    s.segmentalSnr = segmentalSnr(clean.samples, estimate, clean.sampleRate);
    s.stoi = stoiOrNothing([&] { return stoi(clean.samples, estimate, clean.sampleRate); });
    s.estoi = stoiOrNothing([&] { return estoi(clean.samples, estimate, clean.sampleRate); });
    return s;
}

std::vector<float> estimateOf(const EvaluationPair& pair, const Sound& clean, const Sound& noisy,
                              const EvaluationOptions& options) {
    if (!pair.estimate.empty()) return readLike(clean, pair.estimate).samples;
    ModelPtr model = options.model;
    if (!model) throw std::invalid_argument("there is neither an estimate nor a model to make one");
    if (!pair.profile.empty()) {
        const Sound profile = read(pair.profile);
        LearnOptions learn;
        learn.name = "profile";
        learn.seconds = options.learnSeconds;
        model = learnNoise(*model, profile.samples, profile.sampleRate, learn);
    }
    OfflineOptions offline;
    offline.controls.amountDb = options.amountDb;
    offline.quality = options.quality;
    auto estimate = denoise(model, noisy.sampleRate, noisy.samples, offline);
    if (options.keepEstimate) options.keepEstimate(pair, estimate, noisy.sampleRate);
    return estimate;
}

PairResult evaluatePair(const EvaluationPair& pair, const EvaluationOptions& options) {
    PairResult result;
    result.id = pair.id;
    try {
        const Sound clean = read(pair.clean), noisy = readLike(clean, pair.noisy);
        result.sampleRate = clean.sampleRate;
        result.seconds = static_cast<double>(clean.samples.size()) / clean.sampleRate;
        std::vector<float> noise(noisy.samples);
        for (std::size_t n = 0; n < noise.size(); ++n)
            noise[n] -= clean.samples[n];
        const BssEvaluator sources(clean.samples, noise);
        result.noisy = score(clean, noisy.samples, sources);
        result.estimate = score(clean, estimateOf(pair, clean, noisy, options), sources);
    } catch (const std::exception& error) {
        result.error = error.what();
    }
    return result;
}

double meanOfNumbers(std::span<const PairResult* const> results,
                     const std::function<double(const PairResult&)>& value) {
    double sum = 0;
    int count = 0;
    for (const PairResult* result : results) {
        const double v = value(*result);
        if (!result->error.empty() || std::isnan(v)) continue;
        sum += v;
        ++count;
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

std::vector<PairResult> evaluate(const std::vector<EvaluationPair>& pairs, const EvaluationOptions& options,
                                 const std::function<bool(std::size_t)>& progress) {
    std::vector<PairResult> results(pairs.size());
    const auto work = [&](std::size_t i, int) { results[i] = evaluatePair(pairs[i], options); };
    return parallelFor(pairs.size(), options.threads, work, progress) ? results : std::vector<PairResult>();
}

MeanScores meanOf(std::span<const PairResult* const> results) {
    MeanScores mean;
    for (const PairResult* result : results)
        mean.pairs += result->error.empty() ? 1 : 0;
    for (const Metric& metric : metrics) {
        mean.noisy.*metric.value =
            meanOfNumbers(results, [&](const PairResult& r) { return r.noisy.*metric.value; });
        mean.estimate.*metric.value =
            meanOfNumbers(results, [&](const PairResult& r) { return r.estimate.*metric.value; });
    }
    mean.improvement = meanOfNumbers(results, [](const PairResult& r) { return r.improvement(); });
    return mean;
}

} // namespace winnow::separation
