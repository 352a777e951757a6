// SPDX-License-Identifier: GPL-3.0-or-later
/// Streaming short-time Fourier transform and its inverse.
#include "dsp/stft.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <string>

namespace winnow::dsp {

namespace {

/// The overlap-added product may fall to this part of its maximum. Below, a changed spectrum's error would be
/// raised by more than 60 dB at that place of every hop, which is no use to anybody.
constexpr double smallestNormalisation = 1e-3;

/// First sample of the synthesis window's support. The zero that a periodic window begins with belongs to the
/// window: so a window of 2 hops at the end of the frame counts 2 hops, not one sample less.
int supportStart(const std::vector<float>& window) {
    const auto first = std::find_if(window.begin(), window.end(), [](float w) { return w != 0.0F; });
    return std::max(0, static_cast<int>(first - window.begin()) - 1);
}

void requireValid(const StftSpec& spec) {
    const std::size_t size = spec.windows.analysis.size();
    if (spec.channels < 1)
        throw std::invalid_argument("STFT: " + std::to_string(spec.channels) + " channels; give 1 or more");
    if (size == 0 || spec.windows.synthesis.size() != size)
        throw std::invalid_argument("STFT: windows of " + std::to_string(size) + " and " +
                                    std::to_string(spec.windows.synthesis.size()) +
                                    " samples; both must have the frame's length");
    if (spec.hop < 1 || static_cast<std::size_t>(spec.hop) > size)
        throw std::invalid_argument("STFT: hop " + std::to_string(spec.hop) +
                                    " must be from 1 to the frame's length, " + std::to_string(size));
}

/// The synthesis window divided by the overlap-added product of both windows.
std::vector<float> normalisedSynthesis(const WindowPair& windows, int hop) {
    const std::size_t size = windows.analysis.size();
    const std::size_t step = static_cast<std::size_t>(hop);
    std::vector<double> sums(step, 0.0);
    for (std::size_t i = 0; i < size; ++i)
        sums[i % step] +=
            static_cast<double>(windows.analysis[i]) * static_cast<double>(windows.synthesis[i]);

    double largest = 0;
    for (const double sum : sums)
        largest = std::max(largest, std::abs(sum));
    for (const double sum : sums) {
        // Written so that a NaN is refused too.
        if (!(std::abs(sum) > smallestNormalisation * largest) || !std::isfinite(sum))
            throw std::invalid_argument("STFT: these windows leave gaps at hop " + std::to_string(hop) +
                                        "; take a smaller hop or other windows");
    }
    std::vector<float> normalised(size);
    for (std::size_t i = 0; i < size; ++i)
        normalised[i] = static_cast<float>(static_cast<double>(windows.synthesis[i]) / sums[i % step]);
    return normalised;
}

} // namespace

void Stft::prepare(const StftSpec& spec) {
    requireValid(spec);
    std::vector<float> synthesis = normalisedSynthesis(spec.windows, spec.hop);
    const std::size_t size = spec.windows.analysis.size();

    fft_.clear();
    fft_.emplace_back(static_cast<int>(size));
    hop_ = spec.hop;
    analysisWindow_ = spec.windows.analysis;
    synthesisStart_ = supportStart(spec.windows.synthesis);
    synthesisWindow_ = std::move(synthesis);
    frame_.assign(size, 0.0F);
    // Where every phase of the hop is covered, as checked above, the support is at least one hop long.
    const std::size_t support = size - static_cast<std::size_t>(synthesisStart_);
    channels_.assign(static_cast<std::size_t>(spec.channels),
                     {std::vector<float>(size, 0.0F), std::vector<float>(support, 0.0F)});
}

void Stft::reset() noexcept {
    for (Channel& channel : channels_) {
        std::fill(channel.history.begin(), channel.history.end(), 0.0F);
        std::fill(channel.overlap.begin(), channel.overlap.end(), 0.0F);
    }
}

void Stft::analyse(int channel, std::span<const float> samples,
                   std::span<std::complex<float>> spectrum) noexcept {
    assert(std::ssize(samples) == hop_ && std::ssize(spectrum) == bins());
    std::vector<float>& history = channels_[static_cast<std::size_t>(channel)].history;
    std::copy(history.begin() + hop_, history.end(), history.begin());
    std::copy(samples.begin(), samples.end(), history.end() - hop_);
    for (std::size_t i = 0; i < frame_.size(); ++i)
        frame_[i] = analysisWindow_[i] * history[i];
    fft_.front().forward(frame_, spectrum);
}

void Stft::synthesise(int channel, std::span<const std::complex<float>> spectrum,
                      std::span<float> samples) noexcept {
    assert(std::ssize(spectrum) == bins() && std::ssize(samples) == hop_);
    fft_.front().inverse(spectrum, frame_);

    std::vector<float>& overlap = channels_[static_cast<std::size_t>(channel)].overlap;
    const std::size_t start = static_cast<std::size_t>(synthesisStart_);
    for (std::size_t i = 0; i < overlap.size(); ++i)
        overlap[i] += synthesisWindow_[start + i] * frame_[start + i];
    // The next frame begins one hop later, so the first hop of the sum is complete.
    std::copy(overlap.begin(), overlap.begin() + hop_, samples.begin());
    std::copy(overlap.begin() + hop_, overlap.end(), overlap.begin());
    std::fill(overlap.end() - hop_, overlap.end(), 0.0F);
}

int Stft::frameSize() const noexcept {
    return static_cast<int>(frame_.size());
}
int Stft::hop() const noexcept {
    return hop_;
}
int Stft::bins() const noexcept {
    return frameSize() / 2 + 1;
}
int Stft::analysisLatency() const noexcept {
    return 0;
}
int Stft::synthesisLatency() const noexcept {
    return frameSize() - synthesisStart_ - hop_;
}

} // namespace winnow::dsp
