// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/layered_core.h"

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>

namespace winnow::separation::layered {

namespace {

constexpr float partFloor = 1e-4F;      // added to both parts
constexpr float amplitudeFloor = 1e-3F; // added to the observation where it is compared with the parts
constexpr float lowestLogSnr = -12, highestLogSnr = 9;
constexpr float largestSnr = 30; // amplitudes, of the decision-directed estimate

// Pieces of an update, so that none takes more than a thirtieth of a frame's time at the usual sizes.
constexpr int slices1 = 6, slices2 = 16;

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
using Array = Eigen::Map<Eigen::ArrayXf>;

ConstArray ofBins(const float* x) {
    return {x, bins};
}
Array ofBins(float* x) {
    return {x, bins};
}

} // namespace

LayeredCore::LayeredCore(std::shared_ptr<const PackedWeights> weights)
    : weights_(std::move(weights)), views_(weights_->config, weights_->bands) {
    const LayeredConfig& size = weights_->config;
    const auto count = [](int n) { return static_cast<std::size_t>(n); };
    tracker_.prepare(bins);
    solver1_.prepare(weights_->layer1, slices1);
    solver2_.prepare(weights_->layer2, slices2);
    h1_.resize(count(size.atoms1));
    traces_.resize(count(size.traces * size.atoms1));
    v2_.resize(count(size.viewSize2()));
    h2AndBeta_.resize(count(size.atoms2() + size.dynamicAtoms));
    using Buffer = nmf::AlignedBuffer<float>;
    speechActivations_ = Buffer(weights_->speechSpectra.paddedColumns());
    noiseActivations_ = Buffer(weights_->noiseSpectra.paddedColumns());
    speech_ = Buffer(weights_->speechSpectra.paddedRows());
    noise_ = Buffer(weights_->noiseSpectra.paddedRows());
    trackedPart_.resize(bins);
    previous_.resize(bins);
    snr_.resize(bins);
}

void LayeredCore::reset() noexcept {
    tracker_.reset();
    views_.reset();
    std::fill(traces_.begin(), traces_.end(), 0.0F);
    std::fill(h2AndBeta_.begin(), h2AndBeta_.end(), 0.0F);
    hasPrevious_ = false;
}

double LayeredCore::stepCost(int step) const noexcept {
    // In multiply-adds, as the solvers count: the views' roots, logarithms and transform, and the mask's.
    // Measured: with these the blocks that carry a frame's work are equally dear.
    constexpr double viewsCost = 150e3, maskCost = 80e3;
    if (step == 0) return viewsCost;
    if (step <= solver1_.steps()) return solver1_.stepCost(step - 1);
    if (step + 1 < steps()) return solver2_.stepCost(step - 1 - solver1_.steps());
    return maskCost + static_cast<double>(bins) * weights_->config.atoms2();
}

void LayeredCore::processStep(int step, std::span<const float> power, const CoreControls& controls,
                              std::span<float> gain) noexcept {
    const std::span<float> all = h2AndBeta_;
    if (step == 0) {
        if (controls.followNoise || !tracker_.started()) {
            tracker_.update(power);
            if (!controls.expectedNoise.empty())
                tracker_.hold(controls.expectedNoise, controls.expectedWeight);
        }
        views_.update(power, tracker_.noise());
    } else if (step <= solver1_.steps()) {
        solver1_.solveStep(weights_->layer1, step - 1, views_.input(), {}, h1_, {});
        if (step == solver1_.steps()) buildSecondInput();
    } else if (step + 1 < steps()) {
        solver2_.solveStep(weights_->layer2, step - 1 - solver1_.steps(), v2_, views_.fineNoise(),
                           all.first(h2Size()), all.subspan(h2Size()));
    } else {
        buildParts();
        buildMask(controls.biasLog, gain);
        keepNoise(controls, gain);
    }
}

/// v2 = [x; y; h1; leaky means of h1], each activation with its gain.
void LayeredCore::buildSecondInput() noexcept {
    const std::span<const float> x = views_.fineSpectrum(), y = views_.fineSnr();
    auto out = std::copy(x.begin(), x.end(), v2_.begin());
    out = std::copy(y.begin(), y.end(), out);
    for (const float h : h1_)
        *out++ = weights_->tgain[0] * h;
    const float* decay = weights_->decay.data();
    float* trace = traces_.data();
    for (std::size_t i = 1; i < weights_->tgain.size(); ++i)
        for (const float h : h1_) {
            *trace = *decay * *trace + (1 - *decay) * h;
            *out++ = weights_->tgain[i] * *trace;
            ++trace;
            ++decay;
        }
}

/// S = R_s h2_s + floor, Nz = R_n h2_n + over An (Mf beta) + floor.
void LayeredCore::buildParts() noexcept {
    const PackedWeights& w = *weights_;
    const auto speechAtoms = static_cast<std::ptrdiff_t>(w.config.speechAtoms);
    const std::span<const float> activations = h2();
    std::copy(activations.begin(), activations.begin() + speechAtoms, speechActivations_.data());
    std::copy(activations.begin() + speechAtoms, activations.end(), noiseActivations_.data());
    w.speechSpectra.multiply(speechActivations_, speech_);
    w.noiseSpectra.multiply(noiseActivations_, noise_);

    ofBins(speech_.data()) += partFloor;
    Array dynamic = ofBins(snr_.data()); // scratch until the mask
    dynamic.setZero();
    for (std::size_t j = 0; j < beta().size(); ++j)
        dynamic += w.bands.Mf.col(static_cast<Eigen::Index>(j)).array() * beta()[j];
    Array tracked = ofBins(trackedPart_.data());
    tracked = ofBins(w.over.data()) * ofBins(views_.noiseAmplitude().data()) * dynamic;
    ofBins(noise_.data()) += tracked + partFloor;
}

/// A Wiener mask with trained exponents, lowered where the observation is below the model; decision-directed
/// smoothing (Ephraim & Malah 1984) with a factor for each bin.
void LayeredCore::buildMask(float biasLog, std::span<float> gain) noexcept {
    const PackedWeights& w = *weights_;
    const auto A = ofBins(views_.amplitude().data());
    const Array S = ofBins(speech_.data()), Nz = ofBins(noise_.data());
    const ConstArray dd = ofBins(w.dd.data());
    Array snr = ofBins(snr_.data()), previous = ofBins(previous_.data()), G = ofBins(gain.data());
    snr = ofBins(w.e.data()) * (S / Nz).log() + ofBins(w.c.data()) * ((A + amplitudeFloor) / (S + Nz)).log() +
          ofBins(w.off.data()) + biasLog;
    snr = snr.max(lowestLogSnr).min(highestLogSnr).exp();
    if (!hasPrevious_) previous = snr;
    hasPrevious_ = true;
    G = dd * previous + (1 - dd) * snr;
    G = G / (1 + G);
    previous = (G * ((A + amplitudeFloor) / Nz).min(largestSnr)).square();
}

/// A share of what the mask removes comes back, as large as that part's share of the noise. The smoothing's
/// memory knows nothing of it.
void LayeredCore::keepNoise(const CoreControls& controls, std::span<float> gain) noexcept {
    if (controls.trainedLevel <= 0 && controls.trackedLevel <= 0) return;
    Array G = ofBins(gain.data());
    const Array tracked = ofBins(trackedPart_.data()), Nz = ofBins(noise_.data());
    G += (1 - G) * (controls.trainedLevel * (Nz - tracked) + controls.trackedLevel * tracked) / Nz;
}

} // namespace winnow::separation::layered
