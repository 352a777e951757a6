// SPDX-License-Identifier: GPL-3.0-or-later
/// Follows the noise under speech: the minimum of each bin's smoothed magnitude over the last second and a
/// half.
#include "separation/minimum_tracker.h"

#include "separation/constants.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

namespace {
/// A magnitude from which a bin can rise again after nothing at all: about -120 dB of full scale.
constexpr float least = 1e-4F;
} // namespace

void MinimumTracker::prepare(int bins, double hops) {
    const auto size = static_cast<std::size_t>(bins);
    for (std::vector<float>* values : {&smoothed_, &current_, &minimum_})
        values->assign(size, 0.0F);
    closed_.assign(constants::trackedSubWindows, std::vector<float>(size, 0.0F));
    subWindowFrames_ = std::max(1, static_cast<int>(std::lround(constants::trackedSubWindowHops / hops)));
    keep_ = static_cast<float>(std::pow(constants::trackedSmoothing, hops));
    reset();
}

void MinimumTracker::reset() noexcept {
    std::fill(minimum_.begin(), minimum_.end(), 0.0F);
    std::fill(smoothed_.begin(), smoothed_.end(), 0.0F);
    settled_ = 0;
    next_ = 0;
    frames_ = 0;
}

void MinimumTracker::update(std::span<const float> magnitude) noexcept {
    if (settled_ < constants::trackedSettlingFrames) {
        settle(magnitude);
        return;
    }
    for (std::size_t k = 0; k < smoothed_.size(); ++k) {
        const float bounded = std::min(magnitude[k], constants::trackedRise * (smoothed_[k] + least));
        smoothed_[k] = keep_ * smoothed_[k] + (1.0F - keep_) * bounded;
        current_[k] = std::min(current_[k], smoothed_[k]);
    }
    if (++frames_ == subWindowFrames_) closeSubWindow();

    std::copy(current_.begin(), current_.end(), minimum_.begin());
    for (const std::vector<float>& minima : closed_)
        for (std::size_t k = 0; k < minimum_.size(); ++k)
            minimum_[k] = std::min(minimum_[k], minima[k]);
}

/// A single frame of noise has deep notches, whose minima would stay for the whole window: the first frames
/// give their mean.
void MinimumTracker::settle(std::span<const float> magnitude) noexcept {
    const float share = 1.0F / static_cast<float>(++settled_);
    for (std::size_t k = 0; k < smoothed_.size(); ++k)
        smoothed_[k] += share * (magnitude[k] - smoothed_[k]);
    for (std::vector<float>& minima : closed_)
        std::copy(smoothed_.begin(), smoothed_.end(), minima.begin());
    std::copy(smoothed_.begin(), smoothed_.end(), current_.begin());
    std::copy(smoothed_.begin(), smoothed_.end(), minimum_.begin());
}

void MinimumTracker::closeSubWindow() noexcept {
    std::copy(current_.begin(), current_.end(), closed_[next_].begin());
    next_ = (next_ + 1) % closed_.size();
    std::copy(smoothed_.begin(), smoothed_.end(), current_.begin());
    frames_ = 0;
}

} // namespace winnow::separation
