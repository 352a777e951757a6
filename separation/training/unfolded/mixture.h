// SPDX-License-Identifier: GPL-3.0-or-later
/// Mixtures of speech and noise to learn from, each made from its own seed.
#pragma once

#include "dsp/fft.h"
#include "separation/training/unfolded/features.h"
#include "separation/training/unfolded/source_audio.h"
#include "separation/training/unfolded/spectral_shaper.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace winnow::separation::unfolded {

/// How often and how far; the values are those the factory model is trained with.
struct MixingOptions {
    double seconds = 3;
    double leadChance = 0.35, longestLead = 0.9; ///< noise alone at the start, s
    double roomChance = 0.2;
    double syntheticNoiseChance = 0.15;
    double secondNoiseChance = 0.35;
    double levelChangeChance = 0.25;
    double speechEqualiserDb = 5, noiseEqualiserDb = 8;
    double lowestSnrDb = -7, highestSnrDb = 20;
    double nearlyCleanChance = 0.03, noiseAloneChance = 0.035;
    double levelRangeDb = 12;
    /// Seen through the analysis window of the low-latency mode: one model serves both.
    double lowLatencyChance = 0.3;
};

/// Time signals of a mixture, 16 kHz.
struct Mixture {
    std::vector<float> noisy;
    std::vector<float> speech; ///< what the model should give: direct sound and early reflections
    bool lowLatency = false;   ///< to be seen through the window of that mode
};

/// Makes mixtures. One object a thread. [main]
class MixtureMaker {
public:
    MixtureMaker(const SourceSet& speech, const SourceSet& noise, const MixingOptions& options);

    /// The same seed gives the same mixture, whatever was made before.
    Mixture make(std::uint64_t seed);

    /// Speech alone, noise alone, as they enter mixtures: what the first dictionaries are learned from.
    std::vector<float> makeSpeech(std::uint64_t seed);
    std::vector<float> makeNoise(std::uint64_t seed);

    int length() const { return length_; } ///< samples

private:
    void fillSpeech(std::span<float> out, Random& random);
    void fillNoise(std::span<float> out, Random& random);
    void fillOneNoise(std::span<float> out, Random& random);

    const SourceSet& speech_;
    const SourceSet& noise_;
    MixingOptions options_;
    int length_;
    SpectralShaper shaper_;
};

/// Frames of 512 samples at hops of 256: frame t ends at sample (t + 1) 256, samples before the first are
/// zero. Under a square-root Hann window, or that of the low-latency mode (asymmetric, of a synthesis of 256
/// samples; there two copies of the engine take turns, so that each sees this hop). One object a thread.
class Spectrograph {
public:
    Spectrograph();
    Spectra<float> operator()(std::span<const float> samples, bool lowLatency = false);

private:
    dsp::RealFft fft_;
    std::vector<float> window_, lowLatencyWindow_, frame_;
    std::vector<std::complex<float>> spectrum_;
};

/// Features and targets of a mixture.
SequenceData<float> makeSequence(const Mixture& mixture, const FeatureExtractor<float>& extractor,
                                 Spectrograph& spectrograph);

} // namespace winnow::separation::unfolded
