// SPDX-License-Identifier: GPL-3.0-or-later
/// Hops in, denoised hops out.
#include "separation/spectral_denoiser.h"

#include "separation/mask.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

void SpectralDenoiser::prepare(const StreamSpec& spec, const Model& model, const DenoiserControls& controls) {
    const FrontEnd frontEnd = model.frontEnd();
    FrameSpec frame;
    frame.sampleRate = spec.sampleRate;
    frame.frameSize = frameSize(frontEnd, spec.sampleRate);
    frame.hop = frame.frameSize / (frontEnd.overlap * spec.overlapFactor);
    const auto bins = static_cast<std::size_t>(frame.bins());
    const auto channels = static_cast<std::size_t>(spec.channels);

    stft_.prepare({spec.channels, frame.hop, dsp::sqrtHannPair(frame.frameSize)});
    spectra_.assign(channels, Spectrum(bins));
    limited_.assign(bins, 0.0F);
    const double scale = constants::referenceFrameSize / frame.frameSize;
    powerScale_ = static_cast<float>(scale * scale / (spec.linkChannels ? spec.channels : 1));

    masks_.clear();
    for (std::size_t i = 0; i < (spec.linkChannels ? 1 : channels); ++i) {
        const std::vector<float> zeros(bins, 0.0F);
        masks_.push_back({model.makeSeparator(), zeros, zeros, zeros, zeros});
        masks_.back().separator->prepare(frame);
    }
    const int steps = std::max(
        2, static_cast<int>(std::lround(constants::controlRampSeconds * spec.sampleRate / frame.hop)));
    floor_.prepare(steps, floorFromAmount(controls.amountDb));
    sensitivity_.prepare(steps, controls.separation.sensitivityDb);
    reset();
}

void SpectralDenoiser::reset() noexcept {
    stft_.reset();
    floor_.jumpTo(floor_.target());
    sensitivity_.jumpTo(sensitivity_.target());
    for (Mask& mask : masks_) {
        mask.separator->reset();
        mask.separator->setControls({sensitivity_.value()});
        std::fill(mask.gain.begin(), mask.gain.end(), 0.0F);
    }
}

void SpectralDenoiser::setControls(const DenoiserControls& controls) noexcept {
    floor_.setTarget(floorFromAmount(controls.amountDb));
    sensitivity_.setTarget(controls.separation.sensitivityDb);
}

void SpectralDenoiser::advanceControls() noexcept {
    floor_.next();
    if (!sensitivity_.isMoving()) return;
    sensitivity_.next();
    for (Mask& mask : masks_)
        mask.separator->setControls({sensitivity_.value()});
}

/// Mean power of `count` channels, on the scale of separator.h.
void SpectralDenoiser::measurePower(std::size_t first, std::size_t count,
                                    std::vector<float>& power) const noexcept {
    for (std::size_t k = 0; k < power.size(); ++k) {
        float sum = 0;
        for (std::size_t c = first; c < first + count; ++c)
            sum += std::norm(spectra_[c][k]);
        power[k] = powerScale_ * sum;
    }
}

void SpectralDenoiser::process(std::span<const float* const> in, std::span<float* const> out) noexcept {
    advanceControls();
    const auto hopSize = static_cast<std::size_t>(hop());
    for (std::size_t c = 0; c < spectra_.size(); ++c)
        stft_.analyse(static_cast<int>(c), {in[c], hopSize}, spectra_[c]);

    const std::size_t channelsPerMask = spectra_.size() / masks_.size();
    for (std::size_t m = 0; m < masks_.size(); ++m) {
        Mask& mask = masks_[m];
        measurePower(m * channelsPerMask, channelsPerMask, mask.power);
        mask.separator->process(mask.power, {mask.gain, mask.speech, mask.noise});
        std::copy(mask.gain.begin(), mask.gain.end(), limited_.begin());
        limitAttenuation(floor_.value(), limited_);
        for (std::size_t c = m * channelsPerMask; c < (m + 1) * channelsPerMask; ++c)
            for (std::size_t k = 0; k < limited_.size(); ++k)
                spectra_[c][k] *= limited_[k];
    }
    for (std::size_t c = 0; c < spectra_.size(); ++c)
        stft_.synthesise(static_cast<int>(c), spectra_[c], {out[c], hopSize});
}

} // namespace winnow::separation
