// SPDX-License-Identifier: GPL-3.0-or-later
/// From the delayed input and the engine's outputs to what the buses carry.
#include "plugin/engine/output_mixer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace winnow::plugin {

OutputMixer::Weights OutputMixer::weightsOf(const EngineControls& controls) noexcept {
    if (controls.bypass) return {1.0F, 0.0F};
    Weights w{1.0F, 0.0F};
    if (controls.output == OutputChoice::Clean) w = {1.0F, -1.0F};
    if (controls.output == OutputChoice::Noise) w = {0.0F, 1.0F};
    const float mix = std::clamp(controls.mix, 0.0F, 1.0F);
    const float gain = controls.outputGainDb == 0.0F ? 1.0F : std::pow(10.0F, controls.outputGainDb / 20.0F);
    return {gain * (mix * w.direct + (1.0F - mix)), gain * mix * w.noise};
}

void OutputMixer::prepare(double sampleRate, const EngineControls& controls) noexcept {
    const int steps = static_cast<int>(separation::constants::controlRampSeconds * sampleRate);
    const Weights w = weightsOf(controls);
    direct_.prepare(steps, w.direct);
    noise_.prepare(steps, w.noise);
    stem_.prepare(steps, controls.bypass ? 0.0F : 1.0F);
}

void OutputMixer::setControls(const EngineControls& controls) noexcept {
    const Weights w = weightsOf(controls);
    direct_.setTarget(w.direct);
    noise_.setTarget(w.noise);
    stem_.setTarget(controls.bypass ? 0.0F : 1.0F);
}

void OutputMixer::endRamps() noexcept {
    direct_.jumpTo(direct_.target());
    noise_.jumpTo(noise_.target());
    stem_.jumpTo(stem_.target());
}

void OutputMixer::advance(std::size_t samples) noexcept {
    assert(samples <= chunk);
    samples_ = samples;
    for (std::size_t i = 0; i < samples; ++i) {
        directs_[i] = direct_.next();
        noises_[i] = noise_.next();
        stems_[i] = stem_.next();
    }
}

namespace {

/// The clean signal in the host's precision: a double leaves as it came where no noise is taken off.
float cleanSample(float, float clean, float) noexcept {
    return clean;
}
double cleanSample(double dry, float, float noise) noexcept {
    return dry - static_cast<double>(noise);
}

/// The same for a sample whatever its neighbours do, so that blocks may be cut anywhere.
template <class Sample>
Sample mixed(float direct, float noiseShare, Sample dry, float clean, float noise) noexcept {
    if (direct == 1.0F && noiseShare == 0.0F) return dry;
    if (direct == 1.0F && noiseShare == -1.0F) return cleanSample(dry, clean, noise);
    return static_cast<Sample>(direct) * dry + static_cast<Sample>(noiseShare) * static_cast<Sample>(noise);
}

} // namespace

template <class Sample>
void OutputMixer::main(const Sample* dry, const float* clean, const float* noise,
                       Sample* out) const noexcept {
    for (std::size_t i = 0; i < samples_; ++i)
        out[i] = mixed(directs_[i], noises_[i], dry[i], clean[i], noise[i]);
}

template <class Sample>
void OutputMixer::speech(const Sample* dry, const float* clean, const float* noise,
                         Sample* out) const noexcept {
    for (std::size_t i = 0; i < samples_; ++i)
        out[i] = mixed(1.0F, -stems_[i], dry[i], clean[i], noise[i]);
}

template <class Sample> void OutputMixer::noise(const float* noise, Sample* out) const noexcept {
    for (std::size_t i = 0; i < samples_; ++i)
        out[i] = static_cast<Sample>(stems_[i]) * static_cast<Sample>(noise[i]);
}

template void OutputMixer::main(const float*, const float*, const float*, float*) const noexcept;
template void OutputMixer::main(const double*, const float*, const float*, double*) const noexcept;
template void OutputMixer::speech(const float*, const float*, const float*, float*) const noexcept;
template void OutputMixer::speech(const double*, const float*, const float*, double*) const noexcept;
template void OutputMixer::noise(const float*, float*) const noexcept;
template void OutputMixer::noise(const float*, double*) const noexcept;

} // namespace winnow::plugin
