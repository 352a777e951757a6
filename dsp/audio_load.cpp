// SPDX-License-Identifier: GPL-3.0-or-later
/// Whole audio files in memory.
#include "dsp/audio_file.h"
#include "dsp/resampler.h"

#include <algorithm>

namespace winnow::dsp {

namespace {

constexpr std::int64_t blockFrames = 16384;

/// A header may promise anything: no more than this is reserved on its word.
constexpr std::int64_t mostReservedSamples = std::int64_t{1} << 24;

/// Calls onBlock(samples) with interleaved blocks until the file's end.
template <class OnBlock> void forEachBlock(AudioReader& reader, OnBlock onBlock) {
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    std::vector<float> block(blockFrames * channels);
    while (const std::int64_t frames = reader.read(block))
        onBlock(std::span<const float>(block).first(static_cast<std::size_t>(frames) * channels));
}

} // namespace

AudioData readAudio(const std::filesystem::path& path) {
    AudioReader reader(path);
    AudioData audio{reader.format(), {}};
    const std::int64_t frames = std::clamp<std::int64_t>(audio.format.frames, 0, mostReservedSamples);
    audio.samples.reserve(
        static_cast<std::size_t>(std::min(frames * audio.format.channels, mostReservedSamples)));
    forEachBlock(reader, [&](std::span<const float> block) {
        audio.samples.insert(audio.samples.end(), block.begin(), block.end());
    });
    audio.format.frames = std::ssize(audio.samples) / audio.format.channels;
    return audio;
}

AudioFormat forEachMonoBlock(const std::filesystem::path& path, double sampleRate,
                             const std::function<void(std::span<const float>)>& use) {
    AudioReader reader(path);
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    Resampler resampler(reader.format().sampleRate, sampleRate, 1);
    std::vector<float> mono, resampled;
    forEachBlock(reader, [&](std::span<const float> block) {
        mono.resize(block.size() / channels);
        for (std::size_t i = 0; i < mono.size(); ++i) {
            double sum = 0;
            for (const float sample : block.subspan(i * channels, channels))
                sum += static_cast<double>(sample);
            mono[i] = static_cast<float>(sum / static_cast<double>(channels));
        }
        resampled.clear();
        resampler.process(mono, resampled);
        use(resampled);
    });
    resampled.clear();
    resampler.finish(resampled);
    use(resampled);
    return reader.format();
}

std::vector<float> readMono(const std::filesystem::path& path, double sampleRate) {
    std::vector<float> samples;
    forEachMonoBlock(path, sampleRate, [&](std::span<const float> block) {
        samples.insert(samples.end(), block.begin(), block.end());
    });
    return samples;
}

} // namespace winnow::dsp
