// SPDX-License-Identifier: GPL-3.0-or-later
/// Hops in, denoised hops out.
#include "separation/spectral_denoiser.h"

#include "separation/mask.h"

#include <algorithm>
#include <cmath>

namespace winnow::separation {

namespace {

/// A transform of n values takes about as long as this many multiply-adds of a matrix-vector product.
double transformCost(int n) {
    return 4.0 * n * std::log2(n);
}

} // namespace

void SpectralDenoiser::prepare(const StreamSpec& spec, const Model& model, const DenoiserControls& controls) {
    layout_ = frameLayout(model.frontEnd(), spec);
    const FrameSpec& frame = layout_.frame;
    const auto bins = static_cast<std::size_t>(frame.bins());
    const auto channels = static_cast<std::size_t>(spec.channels);

    stft_.prepare({spec.channels, frame.hop, layout_.windows()});
    channels_.assign(channels, {Spectrum(bins), std::vector<float>(static_cast<std::size_t>(frame.hop))});
    const double scale = constants::referenceFrameSize / frame.frameSize;
    powerScale_ = static_cast<float>(scale * scale / (spec.linkChannels ? spec.channels : 1));

    masks_.clear();
    const std::size_t channelsPerMask = spec.linkChannels ? channels : 1;
    for (std::size_t first = 0; first < channels; first += channelsPerMask) {
        const std::vector<float> zeros(bins, 0.0F);
        masks_.push_back(
            {model.makeSeparator(), first, first + channelsPerMask, zeros, zeros, zeros, zeros, zeros});
        masks_.back().separator->prepare(frame);
    }
    planSteps();
    const int steps = std::max(
        2, static_cast<int>(std::lround(constants::controlRampSeconds * spec.sampleRate / frame.hop)));
    floor_.prepare(steps, floorFromAmount(controls.amountDb));
    sensitivity_.prepare(steps, controls.separation.sensitivityDb);
    controls_ = controls.separation;
    setControls(controls);
    reset();
}

/// Channel after channel, mask after mask: what a step needs has been done before.
void SpectralDenoiser::planSteps() {
    steps_.clear();
    double total = 0;
    const auto add = [&](Step::Kind kind, std::size_t index, int part, double cost) {
        steps_.push_back({kind, index, part, total + cost / 2});
        total += cost;
    };
    const double transform = transformCost(layout_.frame.frameSize);
    for (std::size_t m = 0; m < masks_.size(); ++m) {
        const Mask& mask = masks_[m];
        for (std::size_t c = mask.firstChannel; c < mask.endChannel; ++c)
            add(Step::Kind::Analyse, c, 0, transform);
        for (int part = 0; part < mask.separator->steps(); ++part)
            add(Step::Kind::Separate, m, part, mask.separator->stepCost(part));
        for (std::size_t c = mask.firstChannel; c < mask.endChannel; ++c)
            add(Step::Kind::Synthesise, c, static_cast<int>(m), transform);
    }
    for (Step& step : steps_)
        step.due /= total;
}

void SpectralDenoiser::reset() noexcept {
    stft_.reset();
    floor_.jumpTo(floor_.target());
    sensitivity_.jumpTo(sensitivity_.target());
    for (Mask& mask : masks_) {
        mask.separator->reset();
        std::fill(mask.gain.begin(), mask.gain.end(), 0.0F);
        std::fill(mask.held.begin(), mask.held.end(), 0.0F);
    }
    giveControls();
    done_ = steps_.size();
}

void SpectralDenoiser::setControls(const DenoiserControls& controls) noexcept {
    floor_.setTarget(floorFromAmount(controls.amountDb));
    sensitivity_.setTarget(controls.separation.sensitivityDb);
    controls_ = controls.separation;
    const double hopMs = 1000.0 * layout_.frame.hop / layout_.frame.sampleRate;
    gainKept_ = controls.smoothingMs > 0 ? static_cast<float>(std::exp(-hopMs / controls.smoothingMs)) : 0.0F;
}

void SpectralDenoiser::advanceControls() noexcept {
    floor_.next();
    sensitivity_.next();
    if (currentControls() != given_) giveControls();
}

SeparationControls SpectralDenoiser::currentControls() const noexcept {
    SeparationControls now = controls_;
    now.sensitivityDb = sensitivity_.value();
    return now;
}

void SpectralDenoiser::giveControls() noexcept {
    given_ = currentControls();
    for (Mask& mask : masks_)
        mask.separator->setControls(given_);
}

/// Mean power of the mask's channels, on the scale of separator.h.
void SpectralDenoiser::measurePower(Mask& mask) const noexcept {
    for (std::size_t k = 0; k < mask.power.size(); ++k) {
        float sum = 0;
        for (std::size_t c = mask.firstChannel; c < mask.endChannel; ++c)
            sum += std::norm(channels_[c].spectrum[k]);
        mask.power[k] = powerScale_ * sum;
    }
}

void SpectralDenoiser::holdGain(Mask& mask) const noexcept {
    for (std::size_t k = 0; k < mask.gain.size(); ++k)
        mask.held[k] = std::max(mask.gain[k], gainKept_ * mask.held[k]);
}

void SpectralDenoiser::begin(std::span<const float* const> in) noexcept {
    for (std::size_t c = 0; c < channels_.size(); ++c)
        std::copy_n(in[c], layout_.frame.hop, channels_[c].hop.begin());
    advanceControls();
    done_ = 0;
}

void SpectralDenoiser::advance(int share, int all) noexcept {
    const double due = static_cast<double>(share) / all;
    while (done_ < steps_.size() && steps_[done_].due <= due)
        run(steps_[done_++]);
}

void SpectralDenoiser::finish(std::span<float* const> out) noexcept {
    while (done_ < steps_.size())
        run(steps_[done_++]);
    for (std::size_t c = 0; c < channels_.size(); ++c)
        std::copy(channels_[c].hop.begin(), channels_[c].hop.end(), out[c]);
}

void SpectralDenoiser::run(const Step& step) noexcept {
    switch (step.kind) {
    case Step::Kind::Analyse: {
        Channel& channel = channels_[step.index];
        stft_.analyse(static_cast<int>(step.index), channel.hop, channel.spectrum);
        break;
    }
    case Step::Kind::Separate: {
        Mask& mask = masks_[step.index];
        if (step.part == 0) measurePower(mask);
        mask.separator->processStep(step.part, mask.power, {mask.gain, mask.speech, mask.noise});
        if (step.part + 1 == mask.separator->steps()) holdGain(mask);
        break;
    }
    case Step::Kind::Synthesise: {
        Channel& channel = channels_[step.index];
        const Mask& mask = masks_[static_cast<std::size_t>(step.part)];
        for (std::size_t k = 0; k < mask.held.size(); ++k)
            channel.spectrum[k] *= std::max(mask.held[k], floor_.value());
        stft_.synthesise(static_cast<int>(step.index), channel.spectrum, channel.hop);
        break;
    }
    }
}

} // namespace winnow::separation
