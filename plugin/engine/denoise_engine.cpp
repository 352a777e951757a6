// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything between the host's buffers.
#include "plugin/engine/denoise_engine.h"

#include "separation/flush_denormals.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>
#include <type_traits>
#include <utility>

namespace winnow::plugin {

namespace {

// A new voice hears this much, beside its latency, before it is heard: the time its noise estimate settles
// in.
constexpr double listenSeconds = 0.25;
constexpr double fadeSeconds = 0.05;
constexpr double displaySeconds = 0.008; // between frames for display: half the shortest hop in use

float finite(float sample) noexcept {
    return std::isfinite(sample) ? sample : 0.0F;
}

float peakOf(std::span<const float> samples, float peak) noexcept {
    for (const float sample : samples)
        peak = std::max(peak, std::abs(sample));
    return peak;
}

void meanOf(const std::vector<float*>& channels, std::span<float> out) noexcept {
    const float share = 1.0F / static_cast<float>(channels.size());
    std::fill(out.begin(), out.end(), 0.0F);
    for (const float* channel : channels)
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += share * channel[i];
}

} // namespace

DenoiseEngine::DenoiseEngine() = default;
DenoiseEngine::~DenoiseEngine() = default;

void DenoiseEngine::prepare(std::unique_ptr<DenoiserVoice> voice, const EngineControls& controls) {
    assert(voice);
    exchange_.clear();
    next_.reset();
    current_ = std::move(voice);
    spec_ = current_->spec();
    latency_ = current_->latency();
    controls_ = controls;
    isFresh_ = true;

    const double rate = spec_.sampleRate;
    listenSamples_ = latency_ + static_cast<int>(listenSeconds * rate);
    fadeSamples_ = std::max(1, static_cast<int>(fadeSeconds * rate));
    frameSamples_ = std::max(1, static_cast<int>(displaySeconds * rate));
    untilFrame_ = frameSamples_;
    mixer_.prepare(rate, controls);
    delayFloat_.prepare(spec_.channels, latency_, chunk);
    delayDouble_.prepare(spec_.channels, latency_, chunk);
    captured.prepare(static_cast<std::size_t>(capturedSeconds * rate));
    display.prepare(rate);

    lanes_.assign(static_cast<std::size_t>(spec_.channels), Lane{});
    for (auto* pointers : {&clean_, &noise_, &nextClean_, &nextNoise_})
        pointers->clear();
    in_.clear();
    for (Lane& lane : lanes_) {
        in_.push_back(lane.in.data());
        clean_.push_back(lane.clean.data());
        noise_.push_back(lane.noise.data());
        nextClean_.push_back(lane.nextClean.data());
        nextNoise_.push_back(lane.nextNoise.data());
    }
}

void DenoiseEngine::reset() noexcept {
    if (!current_) return;
    current_->reset();
    if (next_) next_->reset();
    untilFade_ = std::min(untilFade_, 1);
    mixer_.endRamps();
    delayFloat_.reset();
    delayDouble_.reset();
    isFresh_ = true;
}

void DenoiseEngine::offer(std::unique_ptr<DenoiserVoice> voice) {
    const VoiceSpec& spec = voice->spec();
    if (spec.sampleRate != spec_.sampleRate || spec.channels != spec_.channels ||
        voice->latency() != latency_)
        return;
    exchange_.offer(std::move(voice));
}

void DenoiseEngine::setControls(const EngineControls& controls) noexcept {
    if (controls == controls_) return;
    controls_ = controls;
    mixer_.setControls(controls);
    if (current_) current_->setControls(controls.denoiser);
    if (next_) next_->setControls(controls.denoiser);
}

void DenoiseEngine::acceptOffer() noexcept {
    if (next_) return;
    next_.reset(exchange_.take());
    if (!next_) return;
    next_->setControls(controls_.denoiser);
    untilFade_ = isFresh_ ? 0 : listenSamples_;
    fadeLeft_ = isFresh_ ? 0 : fadeSamples_;
    if (isFresh_) {
        exchange_.retire(current_.release());
        current_ = std::move(next_);
    }
}

template <> SampleDelay<float>& DenoiseEngine::delay<float>() noexcept {
    return delayFloat_;
}
template <> SampleDelay<double>& DenoiseEngine::delay<double>() noexcept {
    return delayDouble_;
}

template <class Sample>
void DenoiseEngine::take(const Sample* const* in, std::size_t start, std::size_t count) noexcept {
    for (std::size_t c = 0; c < lanes_.size(); ++c) {
        for (std::size_t i = 0; i < count; ++i)
            lanes_[c].in[i] = finite(static_cast<float>(in[c][start + i]));
        delay<Sample>().push(c, in[c] + start, count);
    }
}

void DenoiseEngine::separate(std::size_t count) noexcept {
    acceptOffer();
    isFresh_ = false;
    const int samples = static_cast<int>(count);
    current_->process(in_.data(), clean_.data(), noise_.data(), samples);
    if (!next_) return;
    next_->process(in_.data(), nextClean_.data(), nextNoise_.data(), samples);
    fade(count);
}

/// From the present voice to the next. Both are aligned, and the fade is linear: clean and noise still add
/// up.
void DenoiseEngine::fade(std::size_t count) noexcept {
    const std::size_t first = std::min(count, static_cast<std::size_t>(untilFade_));
    untilFade_ -= static_cast<int>(first);
    for (std::size_t i = first; i < count; ++i) {
        if (fadeLeft_ > 0) --fadeLeft_;
        const float share = 1.0F - static_cast<float>(fadeLeft_) / static_cast<float>(fadeSamples_);
        for (Lane& lane : lanes_) {
            lane.clean[i] += share * (lane.nextClean[i] - lane.clean[i]);
            lane.noise[i] += share * (lane.nextNoise[i] - lane.noise[i]);
            if (fadeLeft_ == 0) {
                lane.clean[i] = lane.nextClean[i];
                lane.noise[i] = lane.nextNoise[i];
            }
        }
    }
    if (untilFade_ == 0 && fadeLeft_ == 0) {
        exchange_.retire(current_.release());
        current_ = std::move(next_);
    }
}

template <class Sample>
void DenoiseEngine::give(const EngineBuses<Sample>& out, std::size_t start, std::size_t count) noexcept {
    std::array<Sample, chunk> dry;
    mixer_.advance(count);
    float peak = 0;
    for (std::size_t c = 0; c < lanes_.size(); ++c) {
        const Lane& lane = lanes_[c];
        delay<Sample>().read(c, dry.data(), count);
        if (out.main && out.main[c]) {
            mixer_.main(dry.data(), lane.clean.data(), lane.noise.data(), out.main[c] + start);
            for (std::size_t i = 0; i < count; ++i)
                peak = std::max(peak, static_cast<float>(std::abs(out.main[c][start + i])));
        }
        if (out.speech && out.speech[c])
            mixer_.speech(dry.data(), lane.clean.data(), lane.noise.data(), out.speech[c] + start);
        if (out.noise && out.noise[c]) mixer_.noise(lane.noise.data(), out.noise[c] + start);
    }
    delay<Sample>().advance(count);
    display.outputPeak.add(peak);
}

template <class Sample>
void DenoiseEngine::addPreview(Sample* const* main, std::size_t start, std::size_t count) noexcept {
    const float* const clip = preview.next(count);
    if (clip == nullptr || main == nullptr) return;
    for (std::size_t c = 0; c < lanes_.size(); ++c)
        for (std::size_t i = 0; main[c] != nullptr && i < count; ++i)
            main[c][start + i] += static_cast<Sample>(clip[i]);
}

/// Keeps the input for learning; the rest only if a window looks.
void DenoiseEngine::show(std::size_t count) noexcept {
    float peak = 0;
    std::fill_n(mono_.begin(), count, 0.0F);
    const float share = 1.0F / static_cast<float>(lanes_.size());
    for (const Lane& lane : lanes_) {
        peak = peakOf(std::span(lane.in).first(count), peak);
        for (std::size_t i = 0; i < count; ++i)
            mono_[i] += share * lane.in[i];
    }
    captured.write(std::span(mono_).first(count));
    display.inputPeak.add(peak);
    if (!display.isActive()) return;

    const auto clean = std::span(monoClean_).first(count);
    const auto dry = std::span(mono_).first(count);
    meanOf(clean_, clean);
    meanOf(noise_, dry);
    for (std::size_t i = 0; i < count; ++i)
        dry[i] += clean[i];
    display.addSound(dry, clean);
    untilFrame_ -= static_cast<int>(count);
    if (untilFrame_ > 0) return;
    untilFrame_ = frameSamples_;
    display.addFrame(current_->lastGain(), current_->lastActivations());
}

template <class Sample>
void DenoiseEngine::process(const Sample* const* in, const EngineBuses<Sample>& out, int samples) noexcept {
    assert(current_ && "prepare comes first");
    if (!current_) return;
    const separation::FlushDenormals flush;
    const auto total = static_cast<std::size_t>(std::max(samples, 0));
    for (std::size_t start = 0; start < total; start += chunk) {
        const std::size_t count = std::min(chunk, total - start);
        take(in, start, count);
        separate(count);
        show(count);
        give(out, start, count);
        addPreview(out.main, start, count);
    }
}

template void DenoiseEngine::process(const float* const*, const EngineBuses<float>&, int) noexcept;
template void DenoiseEngine::process(const double* const*, const EngineBuses<double>&, int) noexcept;

} // namespace winnow::plugin
