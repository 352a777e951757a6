// SPDX-License-Identifier: GPL-3.0-or-later
/// The spectrogram of a sound of any length.
#include "tools/plot/spectrogram.h"

#include "dsp/window.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::tools {
namespace {

constexpr double windowSeconds = 0.043; // resolves the harmonics of a voice, and syllables
constexpr int hopsPerWindow = 4;
constexpr float silenceDb = -200;

// Multiple of 32: a quarter is whole and the factors are small.
int windowSize(double sampleRate) {
    return 32 * std::max(2, static_cast<int>(std::lround(windowSeconds * sampleRate / 32)));
}

} // namespace

float Spectrogram::loudest() const noexcept {
    return levels.empty() ? silenceDb : *std::max_element(levels.begin(), levels.end());
}

SpectrogramBuilder::SpectrogramBuilder(double sampleRate, int channels, int maxColumns)
    : sampleRate_(sampleRate), channels_(channels), maxColumns_(std::max(2, maxColumns / 2 * 2)),
      size_(windowSize(sampleRate)), hop_(size_ / hopsPerWindow), bins_(size_ / 2 + 1), fft_(size_),
      window_(dsp::hann(size_)), history_(static_cast<std::size_t>(channels)),
      windowed_(static_cast<std::size_t>(size_)), spectrum_(static_cast<std::size_t>(bins_)),
      column_(static_cast<std::size_t>(bins_)) {
    for (auto& channel : history_)
        channel.assign(static_cast<std::size_t>(size_), 0.0F);
    // |X| of a sine of amplitude 1 at its bin is half the window's sum.
    const float sum = std::accumulate(window_.begin(), window_.end(), 0.0F);
    scale_ = 4 / (sum * sum) / static_cast<float>(channels);
    // Half a window of silence in front of the sound would shift it: the first hops end at the window's
    // middle.
    hopsDone_ = -(hopsPerWindow / 2);
}

void SpectrogramBuilder::add(std::span<const float> interleaved) {
    const auto step = static_cast<std::size_t>(channels_);
    for (std::size_t i = 0; i + step <= interleaved.size(); i += step) {
        for (std::size_t c = 0; c < step; ++c) {
            const float sample = interleaved[i + c];
            history_[c][static_cast<std::size_t>(size_ - hop_ + filled_)] =
                std::isfinite(sample) ? sample : 0.0F;
        }
        ++frames_;
        if (++filled_ == hop_) endHop();
    }
}

void SpectrogramBuilder::endHop() {
    if (hopsDone_++ >= 0) {
        for (const auto& channel : history_) {
            for (std::size_t i = 0; i < windowed_.size(); ++i)
                windowed_[i] = channel[i] * window_[i];
            fft_.forward(windowed_, spectrum_);
            for (std::size_t k = 0; k < spectrum_.size(); ++k)
                column_[k] += static_cast<double>(std::norm(spectrum_[k]) * scale_);
        }
        if (++hopsInColumn_ == hopsPerColumn_) closeColumn();
    }
    for (auto& channel : history_)
        std::copy(channel.begin() + hop_, channel.end(), channel.begin());
    filled_ = 0;
}

void SpectrogramBuilder::closeColumn() {
    for (double& power : column_) {
        powers_.push_back(static_cast<float>(power / hopsInColumn_));
        power = 0;
    }
    hopsInColumn_ = 0;
    const auto bins = static_cast<std::size_t>(bins_), full = static_cast<std::size_t>(maxColumns_);
    if (powers_.size() < full * bins) return;
    for (std::size_t column = 0; column < full / 2; ++column) {
        for (std::size_t k = 0; k < bins; ++k)
            powers_[column * bins + k] =
                (powers_[2 * column * bins + k] + powers_[(2 * column + 1) * bins + k]) / 2;
    }
    powers_.resize(full / 2 * bins);
    hopsPerColumn_ *= 2;
}

Spectrogram SpectrogramBuilder::finish() {
    const std::int64_t frames = frames_;
    const std::int64_t hops = (frames + hop_ - 1) / hop_;
    const std::vector<float> silence(static_cast<std::size_t>(channels_), 0.0F);
    while (hopsDone_ < hops)
        add(silence);
    if (hopsInColumn_ > 0) closeColumn();

    Spectrogram result;
    result.rows = bins_;
    result.columns = static_cast<int>(powers_.size() / static_cast<std::size_t>(bins_));
    result.seconds = static_cast<double>(frames) / sampleRate_;
    result.columnSeconds = static_cast<double>(hopsPerColumn_) * hop_ / sampleRate_;
    result.highestHz = sampleRate_ / 2;
    result.levels = std::move(powers_);
    for (float& level : result.levels)
        level = level > 1e-20F ? 10 * std::log10(level) : silenceDb;
    return result;
}

} // namespace winnow::tools
