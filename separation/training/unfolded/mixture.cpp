// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/mixture.h"

#include "dsp/resampler.h"
#include "dsp/window.h"
#include "separation/training/unfolded/room.h"
#include "separation/training/unfolded/synthetic_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace winnow::separation::unfolded {
namespace {

constexpr int fade = 80;   // 5 ms, where a clip is cut
constexpr int block = 256; // for speech activity
constexpr int frameSize = 512, hop = 256;

std::size_t samples(double seconds) {
    return static_cast<std::size_t>(seconds * sourceRate);
}
float fromDb(double db) {
    return static_cast<float>(std::pow(10.0, db / 20));
}

double power(std::span<const float> x) {
    double sum = 0;
    for (const float v : x)
        sum += static_cast<double>(v) * static_cast<double>(v);
    return sum / static_cast<double>(std::max<std::size_t>(x.size(), 1));
}

/// Samples [from, from + size) of a clip at a speed. Short of samples at the end if the clip is.
std::vector<float> cut(const Clip& clip, std::size_t from, std::size_t size, double speed) {
    const auto wanted = static_cast<std::size_t>(std::ceil(static_cast<double>(size) * speed));
    std::vector<float> part(std::min(clip.size(), from + wanted) - from);
    clip.audio->read(from, part);
    if (speed == 1) return part;
    std::vector<float> out = dsp::resample(part, sourceRate * speed, sourceRate);
    if (out.size() > size) out.resize(size);
    return out;
}

void fadeEnds(std::span<float> x, bool start, bool end) {
    const std::size_t n = std::min<std::size_t>(fade, x.size() / 2);
    for (std::size_t i = 0; i < n; ++i) {
        const float g = (static_cast<float>(i) + 0.5F) / static_cast<float>(n);
        if (start) x[i] *= g;
        if (end) x[x.size() - 1 - i] *= g;
    }
}

/// Adds `x` to `out` from `at` on, as far as it goes.
void addAt(std::span<float> out, std::size_t at, std::span<const float> x) {
    const std::size_t n = std::min(x.size(), out.size() - std::min(at, out.size()));
    for (std::size_t i = 0; i < n; ++i)
        out[at + i] += x[i];
}

/// Mean power of the blocks that hold speech: those within 35 dB of the loudest.
double activePower(std::span<const float> speech, std::span<const float> measured) {
    std::vector<double> p;
    for (std::size_t at = 0; at + block <= speech.size(); at += block)
        p.push_back(power(speech.subspan(at, block)));
    const double threshold = *std::max_element(p.begin(), p.end()) * std::pow(10.0, -3.5);
    double sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] < threshold) continue;
        sum += power(measured.subspan(i * block, block));
        ++count;
    }
    return sum / std::max(count, 1);
}

/// Smooth wandering of the level, up to 6 dB each way.
void changeLevel(std::span<float> x, Random& random) {
    const double depth = random.uniform(2, 6), rate = random.uniform(0.1, 0.6),
                 phase = random.uniform(0, 2 * std::numbers::pi);
    for (std::size_t i = 0; i < x.size(); i += 64) {
        const float g = fromDb(
            depth * std::sin(2 * std::numbers::pi * rate * static_cast<double>(i) / sourceRate + phase));
        for (std::size_t j = i; j < std::min(i + 64, x.size()); ++j)
            x[j] *= g;
    }
}

} // namespace

MixtureMaker::MixtureMaker(const SourceSet& speech, const SourceSet& noise, const MixingOptions& options)
    : speech_(speech), noise_(noise), options_(options), length_(static_cast<int>(samples(options.seconds))),
      shaper_(length_, longestRoom) {}

void MixtureMaker::fillSpeech(std::span<float> out, Random& random) {
    const SourceVariant& voice = speech_.draw(random);
    const SourceGroup& group = speech_.groups[static_cast<std::size_t>(voice.group)];
    std::size_t at =
        random.chance(options_.leadChance) ? samples(random.uniform(0, options_.longestLead)) : 0;
    while (at + 2 * fade < out.size()) {
        const Clip& clip = speech_.drawClip(group, random);
        const std::size_t size = clip.size();
        // Long recordings are entered anywhere, short ones from their start half of the time.
        std::size_t from = 0;
        if (size > samples(1) && random.chance(0.7)) from = random.index(size - samples(1));
        const std::size_t most = random.chance(0.5)
                                     ? out.size() - at
                                     : std::min(out.size() - at, samples(random.uniform(0.6, 2.5)));
        std::vector<float> part = cut(clip, from, most, voice.speed);
        const bool cutOff = from + static_cast<std::size_t>(static_cast<double>(most) * voice.speed) < size;
        fadeEnds(part, from > 0, cutOff && at + part.size() < out.size());
        addAt(out, at, part);
        at += part.size();
        if (random.chance(0.6)) at += samples(random.uniform(0.05, 0.7));
    }
}

void MixtureMaker::fillOneNoise(std::span<float> out, Random& random) {
    if (noise_.empty() || random.chance(options_.syntheticNoiseChance)) {
        makeSyntheticNoise(out, random, shaper_);
        return;
    }
    const SourceVariant& kind = noise_.draw(random);
    const SourceGroup& group = noise_.groups[static_cast<std::size_t>(kind.group)];
    // Recordings that are too short go on with another part of theirs, or another recording of the kind,
    // crossfaded.
    for (std::size_t at = 0; at < out.size();) {
        const Clip& clip = noise_.drawClip(group, random);
        const auto needed =
            static_cast<std::size_t>(static_cast<double>(out.size() - at + fade) * kind.speed);
        const std::size_t from = clip.size() > needed ? random.index(clip.size() - needed + 1)
                                 : random.chance(0.5) ? random.index(clip.size() / 2)
                                                      : 0;
        std::vector<float> part = cut(clip, from, out.size() - at + fade, kind.speed);
        fadeEnds(part, at > 0, at + part.size() < out.size() + fade);
        addAt(out, at, part);
        at += part.size() > 2 * fade ? part.size() - fade : 2 * fade;
    }
}

void MixtureMaker::fillNoise(std::span<float> out, Random& random) {
    fillOneNoise(out, random);
    if (random.chance(options_.secondNoiseChance)) {
        std::vector<float> second(out.size());
        fillOneNoise(second, random);
        const double ratio = std::sqrt(power(out) / std::max(power(second), 1e-12));
        const float gain = static_cast<float>(ratio) * fromDb(random.uniform(-12, 3));
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += gain * second[i];
    }
    shaper_.equalise(out, options_.noiseEqualiserDb, random);
    if (random.chance(options_.levelChangeChance)) changeLevel(out, random);
}

std::vector<float> MixtureMaker::makeSpeech(std::uint64_t seed) {
    Random random(seed);
    std::vector<float> speech(static_cast<std::size_t>(length_));
    fillSpeech(speech, random);
    shaper_.equalise(speech, options_.speechEqualiserDb, random);
    return speech;
}

std::vector<float> MixtureMaker::makeNoise(std::uint64_t seed) {
    Random random(seed);
    std::vector<float> noise(static_cast<std::size_t>(length_));
    fillNoise(noise, random);
    return noise;
}

Mixture MixtureMaker::make(std::uint64_t seed) {
    Random random(seed);
    Mixture mixture;
    mixture.noisy.assign(static_cast<std::size_t>(length_), 0.0F);
    mixture.speech = mixture.noisy;
    std::vector<float> noise = mixture.noisy;

    const bool noiseAlone = random.chance(options_.noiseAloneChance);
    if (!noiseAlone) {
        std::vector<float> dry(mixture.noisy.size());
        fillSpeech(dry, random);
        shaper_.equalise(dry, options_.speechEqualiserDb, random);
        if (random.chance(options_.roomChance)) {
            const Room room = makeRoom(random);
            shaper_.convolve(dry, room.whole, room.early, mixture.noisy, mixture.speech);
        } else {
            mixture.noisy = dry;
            mixture.speech = dry;
        }
    }
    fillNoise(noise, random);

    const double snrDb = random.chance(options_.nearlyCleanChance)
                             ? random.uniform(30, 50)
                             : random.uniform(options_.lowestSnrDb, options_.highestSnrDb);
    const double speechPower =
        noiseAlone ? static_cast<double>(activeRms * activeRms) : activePower(mixture.speech, mixture.speech);
    // A noise that happens to pause while somebody speaks is not turned up without end.
    const double noisePower =
        noiseAlone ? power(noise) : std::max(activePower(mixture.speech, noise), 0.05 * power(noise));
    const float noiseGain =
        static_cast<float>(std::sqrt(std::max(speechPower, 1e-9) / std::max(noisePower, 1e-9))) *
        fromDb(-snrDb);
    const float level = fromDb(random.uniform(-options_.levelRangeDb, options_.levelRangeDb));
    for (std::size_t i = 0; i < noise.size(); ++i) {
        mixture.noisy[i] = level * (mixture.noisy[i] + noiseGain * noise[i]);
        mixture.speech[i] *= level;
    }
    mixture.lowLatency = random.chance(options_.lowLatencyChance);
    return mixture;
}

Spectrograph::Spectrograph()
    : fft_(frameSize), window_(dsp::sqrtHann(frameSize)),
      lowLatencyWindow_(dsp::asymmetricPair(frameSize, frameSize / 4).analysis), frame_(frameSize),
      spectrum_(frameSize / 2 + 1) {}

Spectra<float> Spectrograph::operator()(std::span<const float> x, bool lowLatency) {
    const std::vector<float>& window = lowLatency ? lowLatencyWindow_ : window_;
    const std::size_t frames = x.size() / hop;
    Spectra<float> out(frameSize / 2 + 1, static_cast<Eigen::Index>(frames));
    for (std::size_t t = 0; t < frames; ++t) {
        for (int i = 0; i < frameSize; ++i) {
            const auto at = static_cast<std::ptrdiff_t>((t + 1) * hop) - frameSize + i;
            frame_[static_cast<std::size_t>(i)] =
                at < 0 ? 0.0F : window[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(at)];
        }
        fft_.forward(frame_, spectrum_);
        std::copy(spectrum_.begin(), spectrum_.end(), out.col(static_cast<Eigen::Index>(t)).data());
    }
    return out;
}

SequenceData<float> makeSequence(const Mixture& mixture, const FeatureExtractor<float>& extractor,
                                 Spectrograph& spectrograph) {
    Spectra<float> X = spectrograph(mixture.noisy, mixture.lowLatency),
                   S = spectrograph(mixture.speech, mixture.lowLatency);
    dropSilence(X, S);
    SequenceData<float> data;
    extractor.features(X, trackNoise<float>(X), data);
    FeatureExtractor<float>::targets(X, S, data);
    return data;
}

} // namespace winnow::separation::unfolded
