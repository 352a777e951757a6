// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/layered_separator.h"

#include "separation/constants.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace winnow::separation::layered {

namespace {

// Of binHz. From 16 kHz up the rounding of the frame's length stays below 0.1; at 1 kHz it is a quarter.
constexpr double spacingTolerance = 0.26;
constexpr float largestPower = 1e30F; // far above full scale (1e4); sums of it stay finite
// Power of a frame at -120 dB and at +20 dB re full-scale sine (of mean square 0.5), summed over its bins.
constexpr auto silence = static_cast<float>(1e-12 * 0.5 * constants::powerSumOfUnitMeanSquare);
constexpr auto loudestKnown = static_cast<float>(100 * 0.5 * constants::powerSumOfUnitMeanSquare);
// Silence is relative, so that the level of a recording does not matter: speech at its usual level of -25
// dBFS makes frames below -90 dBFS silent, as in training.
constexpr float silentShare = 3.16e-7F;    // -65 dB
constexpr float loudestKept = 0.978F;      // a frame: 6 dB a second, so that a click is forgotten
constexpr float neperPerDb = 0.230258509F; // of power: ln(10) / 10
constexpr int firstLeadBin = 192;          // 6 kHz: from here on the mask leads what is above 8 kHz
// A frame's pull of the noise tracker towards the learned noise: what speech has added to the estimate is
// gone within a second, and what the room adds is still followed (docs/EXPERIMENTS.md).
constexpr float learnedPull = 0.02F;

} // namespace

LayeredSeparator::LayeredSeparator(std::shared_ptr<const SharedModel> model)
    : model_(std::move(model)), core_(model_->weights), ownPower_(bins), ownGain_(bins, 1.0F) {}

void LayeredSeparator::prepare(const FrameSpec& spec) {
    const double spacing = spec.sampleRate / spec.frameSize;
    if (!(std::abs(spacing / binHz - 1) <= spacingTolerance))
        throw std::invalid_argument("The two-layer engine needs frames of 32 ms, not of " +
                                    std::to_string(spec.frameSize) + " samples at " +
                                    std::to_string(std::lround(spec.sampleRate)) + " Hz.");
    if (2 * spec.hop != spec.frameSize)
        throw std::invalid_argument("One copy of the two-layer engine needs a hop of half a frame.");
    power_.assign(static_cast<std::size_t>(spec.bins()), 0.0F);
    gain_.assign(power_.size(), 1.0F);
    std::fill(ownPower_.begin(), ownPower_.end(), 0.0F);
    expected_.prepare(model_->learned, spacing);
    activations_.assign(core_.activations().size() + model_->learned.size(), 0.0F);
    reset();
}

void LayeredSeparator::reset() noexcept {
    std::fill(gain_.begin(), gain_.end(), 1.0F);
    std::fill(activations_.begin(), activations_.end(), 0.0F);
    loudest_ = 0;
    startAfresh();
}

void LayeredSeparator::startAfresh() noexcept {
    core_.reset();
    expected_.reset();
}

/// @param power  of a frame
bool LayeredSeparator::hearsSound(float power) noexcept {
    if (power < silence || power < silentShare * loudest_) {
        loudest_ *= loudestKept;
        return false;
    }
    if (loudest_ < silentShare * std::min(power, loudestKnown)) startAfresh();
    loudest_ = std::min(std::max(loudestKept * loudest_, power), loudestKnown);
    return true;
}

void LayeredSeparator::setControls(const SeparationControls& wanted) noexcept {
    const SeparationControls controls = sanitised(wanted, {});
    const std::span<const float> levels = controls.noiseLevels;
    controls_.biasLog = neperPerDb * controls.sensitivityDb;
    controls_.followNoise = controls.followNoise;
    controls_.trainedLevel = levels[0];
    controls_.trackedLevel = levels[1];
    expected_.setLevels(levels.subspan(2));
}

void LayeredSeparator::processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept {
    if (step == 0) begin(power);
    if (isSound_) core_.processStep(step, ownPower_, controls_, ownGain_);
    if (step + 1 == steps()) finish(out);
}

void LayeredSeparator::begin(std::span<const float> power) noexcept {
    std::transform(power.begin(), power.end(), power_.begin(), [](float p) {
        return p >= 0 && p <= std::numeric_limits<float>::max() ? std::min(p, largestPower) : 0.0F;
    });
    std::copy_n(power_.begin(), std::min(power_.size(), ownPower_.size()), ownPower_.begin());
    isSound_ = hearsSound(std::accumulate(ownPower_.begin(), ownPower_.end(), 0.0F));
    if (!isSound_) return;
    if (core_.started()) expected_.update(core_.q());
    controls_.expectedWeight = expected_.weight(learnedPull);
    controls_.expectedNoise = model_->learned.empty() ? std::span<const float>() : expected_.power();
}

float LayeredSeparator::gainAbove() const noexcept {
    const std::span<const float> lead = std::span<const float>(ownGain_).subspan(firstLeadBin);
    return std::sqrt(std::accumulate(lead.begin(), lead.end(), 0.0F) / static_cast<float>(lead.size()));
}

void LayeredSeparator::finish(SeparatedFrame out) noexcept {
    if (isSound_) {
        std::copy_n(ownGain_.begin(), std::min(ownGain_.size(), gain_.size()), gain_.begin());
        std::fill(gain_.begin() + std::min(bins, static_cast<int>(gain_.size())), gain_.end(), gainAbove());
        const auto rest =
            std::copy(core_.activations().begin(), core_.activations().end(), activations_.begin());
        std::copy(expected_.activations().begin(), expected_.activations().end(), rest);
    }
    std::copy(gain_.begin(), gain_.end(), out.gain.begin());
    for (std::size_t k = 0; k < power_.size(); ++k) {
        const float magnitude = std::sqrt(power_[k]);
        out.speech[k] = out.gain[k] * magnitude;
        out.noise[k] = magnitude - out.speech[k];
    }
}

} // namespace winnow::separation::layered
