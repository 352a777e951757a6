// SPDX-License-Identifier: GPL-3.0-or-later
/// Plays a sound in place of the input.
#include "plugin/engine/input_player.h"

#include "dsp/audio_file.h"
#include "dsp/resampler.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace winnow::plugin {

InputClip readInputClip(const std::filesystem::path& file, double sampleRate, double longestSeconds) {
    dsp::AudioReader reader(file);
    const auto width = static_cast<std::size_t>(reader.format().channels);
    const std::size_t used = std::min<std::size_t>(width, 2);
    const double rate = reader.format().sampleRate;
    const auto most = static_cast<std::size_t>(longestSeconds * rate);
    InputClip clip;
    clip.channels.resize(used);
    std::vector<float> block(4096 * width);
    while (clip.frames() < most) {
        const auto frames = static_cast<std::size_t>(std::max<std::int64_t>(reader.read(block), 0));
        if (frames == 0) break;
        for (std::size_t c = 0; c < used; ++c)
            for (std::size_t i = 0; i < frames; ++i) {
                const float sample = block[i * width + c];
                clip.channels[c].push_back(std::isfinite(sample) ? sample : 0.0F);
            }
    }
    if (rate != sampleRate)
        for (auto& channel : clip.channels)
            channel = dsp::resample(channel, rate, sampleRate);
    return clip;
}

void InputPlayer::play(InputClip clip) {
    isPlaying_ = clip.frames() > 0;
    handover_.offer(std::make_unique<InputClip>(std::move(clip)));
}

template <class Sample> void InputPlayer::replace(Sample* const* samples, int channels, int count) noexcept {
    if (handover_.exchange(current_)) position_ = 0;
    if (!current_ || current_->frames() == 0) return;
    for (int i = 0; i < count; ++i) {
        for (int c = 0; c < channels; ++c) {
            const auto& channel = current_->channels[static_cast<std::size_t>(c) % current_->channels.size()];
            samples[c][i] = static_cast<Sample>(channel[position_]);
        }
        if (++position_ == current_->frames()) position_ = 0;
    }
}

template void InputPlayer::replace(float* const*, int, int) noexcept;
template void InputPlayer::replace(double* const*, int, int) noexcept;

} // namespace winnow::plugin
