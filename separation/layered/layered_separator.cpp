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

namespace winnow::separation::layered {

namespace {

constexpr double lowestRate = 16000;     // Hz
constexpr double spacingTolerance = 0.1; // of binHz
constexpr float largestPower = 1e30F;    // far above full scale (1e4); sums of it stay finite
// Power of a frame at -90 dB re full-scale sine (of mean square 0.5), summed over its bins.
constexpr auto silence = static_cast<float>(1e-9 * 0.5 * constants::powerSumOfUnitMeanSquare);
constexpr float neperPerDb = 0.230258509F; // of power: ln(10) / 10
constexpr int firstLeadBin = 192;          // 6 kHz: from here on the mask leads the bands above 8 kHz

} // namespace

LayeredSeparator::LayeredSeparator(std::shared_ptr<const PackedWeights> weights)
    : core_(std::move(weights)) {}

void LayeredSeparator::prepare(const FrameSpec& spec) {
    if (!(spec.sampleRate >= lowestRate))
        throw std::invalid_argument("The two-layer engine works at 16 kHz and above, not at " +
                                    std::to_string(std::lround(spec.sampleRate)) +
                                    " Hz: convert the sound to 16 kHz first.");
    const double spacing = spec.sampleRate / spec.frameSize;
    if (spec.bins() < bins || std::abs(spacing / binHz - 1) > spacingTolerance)
        throw std::invalid_argument("The two-layer engine needs frames of 32 ms, not of " +
                                    std::to_string(spec.frameSize) + " samples at " +
                                    std::to_string(std::lround(spec.sampleRate)) + " Hz.");
    if (2 * spec.hop != spec.frameSize)
        throw std::invalid_argument("One copy of the two-layer engine needs a hop of half a frame.");
    power_.assign(static_cast<std::size_t>(spec.bins()), 0.0F);
    gain_.assign(power_.size(), 1.0F);
    high_.prepare(bins, spec.bins(), spacing);
    reset();
}

void LayeredSeparator::reset() noexcept {
    std::fill(gain_.begin(), gain_.end(), 1.0F);
    core_.reset();
    high_.reset();
}

void LayeredSeparator::setControls(const SeparationControls& controls) noexcept {
    biasLog_ = neperPerDb * std::clamp(controls.sensitivityDb, -constants::largestSensitivityDb,
                                       constants::largestSensitivityDb);
}

void LayeredSeparator::process(std::span<const float> power, SeparatedFrame out) noexcept {
    std::transform(power.begin(), power.end(), power_.begin(), [](float p) {
        return p >= 0 && p <= std::numeric_limits<float>::max() ? std::min(p, largestPower) : 0.0F;
    });
    const std::span<const float> own = std::span<const float>(power_).first(bins);
    if (std::accumulate(own.begin(), own.end(), 0.0F) >= silence) {
        const std::span<float> gain = std::span(gain_).first(bins);
        core_.process(own, biasLog_, gain);
        const std::span<const float> lead = gain.subspan(firstLeadBin);
        const float below = std::accumulate(lead.begin(), lead.end(), 0.0F) / static_cast<float>(lead.size());
        high_.process(power_, below, gain_);
    }
    std::copy(gain_.begin(), gain_.end(), out.gain.begin());
    for (std::size_t k = 0; k < power_.size(); ++k) {
        const float magnitude = std::sqrt(power_[k]);
        out.speech[k] = out.gain[k] * magnitude;
        out.noise[k] = magnitude - out.speech[k];
    }
}

} // namespace winnow::separation::layered
