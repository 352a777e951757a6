// SPDX-License-Identifier: GPL-3.0-or-later
/// A denoiser prepared with one model, brought to the latency the host was told.
#include "plugin/engine/denoiser_voice.h"

#include <cassert>
#include <stdexcept>
#include <string>
#include <utility>

namespace winnow::plugin {

DenoiserVoice::DenoiserVoice(const VoiceSpec& spec, separation::ModelPtr model, int latency,
                             const separation::DenoiserControls& controls)
    : spec_(spec), model_(std::move(model)) {
    separation::StreamSpec stream;
    stream.sampleRate = spec.sampleRate;
    stream.channels = spec.channels;
    stream.linkChannels = spec.linkChannels;
    stream.overlapFactor = spec.highQuality ? 2 : 1;
    stream.lowLatency = spec.lowLatency;
    denoiser_.setControls(controls);
    denoiser_.prepare(stream, model_);

    latency_ = latency < 0 ? denoiser_.latency() : latency;
    const int padding = latency_ - denoiser_.latency();
    if (padding < 0)
        throw std::invalid_argument("this model needs " + std::to_string(denoiser_.latency()) +
                                    " samples of latency, and the host was told " + std::to_string(latency_));
    cleanPadding_.prepare(spec.channels, padding);
    noisePadding_.prepare(spec.channels, padding);
}

void DenoiserVoice::process(const float* const* in, float* const* clean, float* const* noise,
                            int samples) noexcept {
    assert(samples <= separation::constants::chunkSamples);
    denoiser_.process(in, {clean, noise, nullptr}, samples);
    if (cleanPadding_.delay() == 0) return;
    for (int channel = 0; channel < spec_.channels; ++channel) {
        const std::span<float> a(clean[channel], static_cast<std::size_t>(samples));
        const std::span<float> b(noise[channel], static_cast<std::size_t>(samples));
        cleanPadding_.process(channel, a, a);
        noisePadding_.process(channel, b, b);
    }
}

void DenoiserVoice::reset() noexcept {
    denoiser_.reset();
    cleanPadding_.reset();
    noisePadding_.reset();
}

} // namespace winnow::plugin
