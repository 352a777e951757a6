// SPDX-License-Identifier: GPL-3.0-or-later
/// Files of any length in bounded memory.
#include "separation/offline_denoiser.h"

#include <algorithm>
#include <utility>

namespace winnow::separation {

namespace {

constexpr std::size_t framesAtOnce = 4096;

/// Interleaved blocks through the denoiser, which works on one buffer a channel.
class BlockDenoiser {
public:
    BlockDenoiser(ModelPtr model, double sampleRate, int channels, const OfflineOptions& options)
        : channels_(static_cast<std::size_t>(channels)) {
        denoiser_.setControls(options.controls);
        const int factor = options.quality == Quality::High ? 2 : 1;
        const bool lowLatency = options.quality == Quality::LowLatency;
        denoiser_.prepare({sampleRate, channels, options.linkChannels, factor, lowLatency}, std::move(model));
        for (auto* planes : {&clean_, &noise_})
            planes->assign(channels_, std::vector<float>(framesAtOnce));
        for (auto& plane : clean_)
            cleanPointers_.push_back(plane.data());
        for (auto& plane : noise_)
            noisePointers_.push_back(plane.data());
    }

    int latency() const { return denoiser_.latency(); }

    /// `clean` holds the input on entry; both hold output on return, latency() frames late.
    void process(std::span<float> clean, std::span<float> noise) {
        const std::size_t frames = clean.size() / channels_;
        for (std::size_t c = 0; c < channels_; ++c)
            for (std::size_t i = 0; i < frames; ++i)
                clean_[c][i] = clean[i * channels_ + c];
        denoiser_.process(cleanPointers_.data(), {cleanPointers_.data(), noisePointers_.data(), nullptr},
                          static_cast<int>(frames));
        for (std::size_t c = 0; c < channels_; ++c) {
            for (std::size_t i = 0; i < frames; ++i) {
                clean[i * channels_ + c] = clean_[c][i];
                noise[i * channels_ + c] = noise_[c][i];
            }
        }
    }

private:
    std::size_t channels_;
    StreamingDenoiser denoiser_;
    std::vector<std::vector<float>> clean_, noise_; // the former takes the input too
    std::vector<float*> cleanPointers_, noisePointers_;
};

} // namespace

OfflineResult denoise(ModelPtr model, double sampleRate, int channels, const OfflineOptions& options,
                      const ReadFrames& read, const WriteFrames& write, const OfflineProgress& progress) {
    BlockDenoiser denoiser(std::move(model), sampleRate, channels, options);
    const auto width = static_cast<std::size_t>(channels);
    std::vector<float> clean(framesAtOnce * width);
    std::vector<float> noise(framesAtOnce * width);

    OfflineResult result;
    result.latency = denoiser.latency();
    std::int64_t toDrop = result.latency; // output before the first input frame
    std::int64_t toFlush = result.latency;
    bool isAtEnd = false;
    while (!result.cancelled && (!isAtEnd || toFlush > 0)) {
        std::int64_t frames = isAtEnd ? 0 : read(clean);
        if (frames <= 0) {
            isAtEnd = true;
            frames = std::min<std::int64_t>(toFlush, framesAtOnce);
            toFlush -= frames;
            std::fill_n(clean.begin(), static_cast<std::size_t>(frames) * width, 0.0F);
        }
        const std::size_t count = static_cast<std::size_t>(frames) * width;
        denoiser.process(std::span(clean).first(count), std::span(noise).first(count));

        const std::int64_t dropped = std::min(toDrop, frames);
        toDrop -= dropped;
        const std::size_t skip = static_cast<std::size_t>(dropped) * width;
        if (skip == count) continue;
        write(std::span(clean).subspan(skip, count - skip), std::span(noise).subspan(skip, count - skip));
        result.frames += frames - dropped;
        if (progress && !progress(result.frames)) result.cancelled = true;
    }
    return result;
}

std::vector<float> denoise(ModelPtr model, double sampleRate, std::span<const float> samples,
                           const OfflineOptions& options) {
    std::vector<float> clean;
    clean.reserve(samples.size());
    std::size_t taken = 0;
    const auto read = [&](std::span<float> block) {
        const std::size_t n = std::min(block.size(), samples.size() - taken);
        std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(taken), n, block.begin());
        taken += n;
        return static_cast<std::int64_t>(n);
    };
    const auto write = [&](std::span<const float> block, std::span<const float>) {
        clean.insert(clean.end(), block.begin(), block.end());
    };
    denoise(std::move(model), sampleRate, 1, options, read, write);
    return clean;
}

} // namespace winnow::separation
