// SPDX-License-Identifier: GPL-3.0-or-later
/// The library's front door: samples in, clean samples out, in real time.
#include "separation/streaming_denoiser.h"

#include "dsp/delay_line.h"
#include "dsp/framer.h"
#include "dsp/smoothed_value.h"
#include "separation/flush_denormals.h"
#include "separation/spectral_denoiser.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

namespace winnow::separation {

namespace {

constexpr std::size_t chunk = constants::chunkSamples;

/// One channel's samples on their way through a chunk.
struct Lane {
    std::array<float, chunk> dry; // what came in, then the same delayed
    std::array<float, chunk> wet; // what the engine takes, then what it gives
    std::array<float, chunk> clean;
};

float finite(float sample) {
    return std::isfinite(sample) ? sample : 0.0F;
}

} // namespace

struct StreamingDenoiser::State {
    ModelPtr model;
    SpectralDenoiser engine; // prepared only with a model
    dsp::Framer framer;
    dsp::DelayLine delay;
    dsp::SmoothedValue dryShare; // 1: the clean output is the dry one; moves from sample to sample
    std::vector<Lane> lanes;
    std::vector<float*> wet; // into the lanes
    std::array<float, chunk> share{};

    void take(const float* const* in, std::size_t start, std::size_t count) noexcept;
    void advance(std::size_t count) noexcept;
    void give(const DenoiserOutputs& out, std::size_t start, std::size_t count) noexcept;
};

/// Copies all channels' input before any output is written: outputs may be the input's buffers.
void StreamingDenoiser::State::take(const float* const* in, std::size_t start, std::size_t count) noexcept {
    for (std::size_t c = 0; c < lanes.size(); ++c) {
        for (std::size_t i = 0; i < count; ++i) {
            const float sample = finite(in[c][start + i]);
            lanes[c].dry[i] = sample;
            lanes[c].wet[i] = std::clamp(sample, -constants::largestSample, constants::largestSample);
        }
    }
}

void StreamingDenoiser::State::advance(std::size_t count) noexcept {
    for (std::size_t c = 0; c < lanes.size(); ++c) {
        const std::span<float> dry(lanes[c].dry.data(), count);
        delay.process(static_cast<int>(c), dry, dry);
    }
    if (model) framer.process(wet.data(), wet.data(), static_cast<int>(count), engine);
    for (std::size_t i = 0; i < count; ++i)
        share[i] = dryShare.next();

    for (Lane& lane : lanes) {
        for (std::size_t i = 0; i < count; ++i) {
            if (share[i] >= 1.0F) // no arithmetic: bit for bit
                lane.clean[i] = lane.dry[i];
            else
                lane.clean[i] = lane.wet[i] + share[i] * (lane.dry[i] - lane.wet[i]);
        }
    }
}

void StreamingDenoiser::State::give(const DenoiserOutputs& out, std::size_t start,
                                    std::size_t count) noexcept {
    for (std::size_t c = 0; c < lanes.size(); ++c) {
        const Lane& lane = lanes[c];
        if (out.clean) std::copy_n(lane.clean.begin(), count, out.clean[c] + start);
        if (out.dry) std::copy_n(lane.dry.begin(), count, out.dry[c] + start);
        if (out.noise)
            for (std::size_t i = 0; i < count; ++i)
                out.noise[c][start + i] = lane.dry[i] - lane.clean[i];
    }
}

StreamingDenoiser::StreamingDenoiser() = default;
StreamingDenoiser::~StreamingDenoiser() = default;
StreamingDenoiser::StreamingDenoiser(StreamingDenoiser&&) noexcept = default;
StreamingDenoiser& StreamingDenoiser::operator=(StreamingDenoiser&&) noexcept = default;

void StreamingDenoiser::prepare(const StreamSpec& spec, ModelPtr model) {
    validate(spec);
    auto state = std::make_unique<State>();
    state->model = std::move(model);
    if (state->model) {
        state->engine.prepare(spec, *state->model, controls_);
        const FrameLayout& layout = state->engine.layout();
        state->framer.prepare(spec.channels, layout.frame.hop, layout.spread);
        state->delay.prepare(spec.channels, layout.latency());
    } else {
        state->delay.prepare(spec.channels, frameLayout(FrontEnd{}, spec).latency());
    }
    const bool isDry = !state->model || controls_.amountDb <= 0.0F;
    const double ramp = constants::controlRampSeconds * spec.sampleRate;
    state->dryShare.prepare(static_cast<int>(ramp), isDry ? 1.0F : 0.0F);
    state->lanes.resize(static_cast<std::size_t>(spec.channels));
    for (Lane& lane : state->lanes)
        state->wet.push_back(lane.wet.data());
    state_ = std::move(state);
}

void StreamingDenoiser::reset() noexcept {
    if (!state_) return;
    if (state_->model) {
        state_->engine.reset();
        state_->framer.reset();
    }
    state_->delay.reset();
    state_->dryShare.jumpTo(state_->dryShare.target());
}

void StreamingDenoiser::setControls(const DenoiserControls& controls) noexcept {
    controls_ = sanitised(controls, controls_);
    if (!state_ || !state_->model) return;
    state_->engine.setControls(controls_);
    state_->dryShare.setTarget(controls_.amountDb <= 0.0F ? 1.0F : 0.0F);
}

void StreamingDenoiser::process(const float* const* in, const DenoiserOutputs& out, int samples) noexcept {
    assert(state_ && "prepare comes first");
    if (!state_) return;
    const FlushDenormals flush;
    const std::size_t count = static_cast<std::size_t>(std::max(samples, 0));
    for (std::size_t start = 0; start < count; start += chunk) {
        const std::size_t n = std::min(chunk, count - start);
        state_->take(in, start, n);
        state_->advance(n);
        state_->give(out, start, n);
    }
}

int StreamingDenoiser::latency() const noexcept {
    return state_ ? state_->delay.delay() : 0;
}

std::span<const float> StreamingDenoiser::lastGain() const noexcept {
    return state_ && state_->model ? state_->engine.lastGain() : std::span<const float>();
}

std::span<const float> StreamingDenoiser::lastActivations() const noexcept {
    return state_ && state_->model ? state_->engine.lastActivations() : std::span<const float>();
}

} // namespace winnow::separation
