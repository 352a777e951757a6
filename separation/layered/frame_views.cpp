// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/frame_views.h"

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>

namespace winnow::separation::layered {

namespace {

constexpr float levelKept = 0.97F; // a frame; about half a second
constexpr float levelFloor = 0.2F; // share of the frame's own level that the level never lags behind
constexpr float levelOffset = 1e-6F;
constexpr float slowKept[2] = {0.9F, 0.975F}; // 10 and 40 frames
constexpr float snrOffset = 1e-4F, largestSnr = 30, snrScale = 0.25F;
constexpr float lagScale = 3, correlationOffset = 1e-6F;

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
using Array = Eigen::Map<Eigen::ArrayXf>;

Array array(std::span<float> x) {
    return {x.data(), static_cast<Eigen::Index>(x.size())};
}
ConstArray array(std::span<const float> x) {
    return {x.data(), static_cast<Eigen::Index>(x.size())};
}
Array array(std::vector<float>& x) {
    return array(std::span<float>(x));
}

/// The newest block moves in front, the oldest falls out.
void push(std::span<const float> newest, std::vector<float>& blocks) {
    std::copy_backward(blocks.begin(), blocks.end() - static_cast<std::ptrdiff_t>(newest.size()),
                       blocks.end());
    std::copy(newest.begin(), newest.end(), blocks.begin());
}

} // namespace

FrameViews::FrameViews(const LayeredConfig& config, const Bands& bands)
    : config_(config), erb_(bands.E), fine_(bands.M), lags_(bands.LG), fft_(2 * (bins - 1)),
      exponent_(static_cast<float>(config.p / 2)), snrExponent_(static_cast<float>(2 / config.p)) {
    const int contextSize = config.context * erbBands;
    contextFirst_ = fineBands;
    slowFirst_ = contextFirst_ + contextSize;
    erbNoiseFirst_ = slowFirst_ + 2 * erbBands;
    snrFirst_ = erbNoiseFirst_ + erbBands;
    snrContextFirst_ = snrFirst_ + fineBands;
    periodicityFirst_ = snrContextFirst_ + contextSize;

    A_.resize(bins);
    An_.resize(bins);
    n_.resize(fineBands);
    for (auto* bandVector : {&b_, &yb_, &s1_, &s2_})
        bandVector->resize(erbBands);
    for (auto* context : {&context_, &snrContext_})
        context->resize(static_cast<std::size_t>(contextSize));
    v1_.resize(static_cast<std::size_t>(config.viewSize1()));
    spectrum_.resize(bins);
    correlation_.resize(static_cast<std::size_t>(fft_.size()));
}

void FrameViews::update(std::span<const float> power, std::span<const float> noise) noexcept {
    compress(power, A_);
    compress(noise, An_);
    erb_.apply(A_, b_);
    followLevel(array(b_).mean());

    const float scale = 1 / (level_ + levelOffset);
    array(A_) *= scale;
    array(An_) *= scale;
    array(b_) *= scale;
    const Part x = part(0, fineBands), erbNoise = part(erbNoiseFirst_, erbBands);
    fine_.apply(A_, x);
    fine_.apply(An_, n_);
    erb_.apply(An_, erbNoise);
    snrView(x, n_, part(snrFirst_, fineBands));
    snrView(b_, erbNoise, yb_);

    if (!started_) {
        for (int c = 0; c < config_.context; ++c)
            pushContext();
        std::fill(s1_.begin(), s1_.end(), 0.0F);
        std::fill(s2_.begin(), s2_.end(), 0.0F);
        started_ = true;
    }
    array(s1_) = slowKept[0] * array(s1_) + (1 - slowKept[0]) * array(b_);
    array(s2_) = slowKept[1] * array(s2_) + (1 - slowKept[1]) * array(b_);

    const auto put = [this](const std::vector<float>& values, int first) {
        std::copy(values.begin(), values.end(), v1_.begin() + first);
    };
    put(context_, contextFirst_);
    put(s1_, slowFirst_);
    put(s2_, slowFirst_ + erbBands);
    put(snrContext_, snrContextFirst_);
    periodicityView(part(periodicityFirst_, config_.lagBands));
    pushContext();
}

void FrameViews::followLevel(float mean) noexcept {
    level_ = started_ ? std::max(levelKept * level_ + (1 - levelKept) * mean, levelFloor * mean) : mean;
}

void FrameViews::compress(std::span<const float> power, std::span<float> amplitude) const noexcept {
    if (exponent_ == 0.25F) // the usual |X|^(1/2)
        array(amplitude) = array(power).sqrt().sqrt();
    else
        array(amplitude) = array(power).pow(exponent_);
}

void FrameViews::snrView(std::span<const float> signal, std::span<const float> noise,
                         std::span<float> out) const noexcept {
    array(out) = (array(signal) / (array(noise) + snrOffset)).min(largestSnr);
    if (snrExponent_ == 4.0F)
        array(out) = array(out).square().square();
    else
        array(out) = array(out).pow(snrExponent_);
    array(out) = snrScale * array(out).log1p();
}

void FrameViews::periodicityView(std::span<float> out) noexcept {
    std::copy(A_.begin(), A_.end(), spectrum_.begin());
    fft_.inverse(spectrum_, correlation_);
    const float scale = lagScale / (correlation_[0] + correlationOffset);
    const std::span<float> lags = std::span(correlation_).first(lagCount);
    array(lags) = (array(lags) * scale).max(0.0F);
    lags_.apply(lags, out);
}

void FrameViews::pushContext() noexcept {
    push(b_, context_);
    push(yb_, snrContext_);
}

} // namespace winnow::separation::layered
