// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/noise_tracker.h"

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>

namespace winnow::separation::layered {

namespace {

constexpr float priorSnr = 31.6227766F; // 15 dB
constexpr float smallestNoise = 1e-10F; // of power; also added to the first frame
constexpr float largestExponent = 60;
constexpr float presenceAtStart = 0.5F;
constexpr float presenceKept = 0.9F;   // smoothing of the probability over time
constexpr float presenceLimit = 0.99F; // above, the tracker would stand still for ever
constexpr float noiseKept = 0.8F;      // smoothing of the noise over time
constexpr int quickFrames = 6;         // a running mean, half of it blind to speech

using Array = Eigen::Map<Eigen::ArrayXf>;

} // namespace

void NoiseTracker::prepare(int bands) {
    const auto size = static_cast<std::size_t>(bands);
    noise_.assign(size, smallestNoise);
    presence_.assign(size, presenceAtStart);
    speech_.assign(size, 0.0F);
    reset();
}

void NoiseTracker::update(std::span<const float> power) noexcept {
    const auto size = static_cast<Eigen::Index>(noise_.size());
    const Eigen::Map<const Eigen::ArrayXf> P(power.data(), size);
    Array q(noise_.data(), size), presence(presence_.data(), size), speech(speech_.data(), size);
    if (frames_ == 0) {
        q = P + smallestNoise;
        presence = presenceAtStart;
    }
    speech = 1 / (1 + (1 + priorSnr) * (-(P / q * (priorSnr / (1 + priorSnr))).min(largestExponent)).exp());
    presence = presenceKept * presence + (1 - presenceKept) * speech;
    speech = (presence > presenceLimit).select(speech.min(presenceLimit), speech);
    // From here `speech` holds the noise expected in this frame.
    speech = (1 - speech) * P + speech * q;
    if (frames_ < quickFrames) {
        const float kept = static_cast<float>(frames_) / static_cast<float>(frames_ + 1);
        q = (kept * q + (1 - kept) * (0.5F * speech + 0.5F * P)).max(smallestNoise);
        ++frames_;
    } else {
        q = (noiseKept * q + (1 - noiseKept) * speech).max(smallestNoise);
    }
}

void NoiseTracker::hold(std::span<const float> expected, float weight) noexcept {
    for (std::size_t k = 0; k < noise_.size(); ++k)
        if (expected[k] >= 0)
            noise_[k] = std::max((1 - weight) * noise_[k] + weight * expected[k], smallestNoise);
}

} // namespace winnow::separation::layered
