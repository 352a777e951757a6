// SPDX-License-Identifier: GPL-3.0-or-later
/// Frames of a recording: read, mean of the channels, converted, cut.
#include "separation/training/recording_frames.h"

#include "dsp/audio_file.h"
#include "dsp/resampler.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace winnow::separation {
namespace {

constexpr std::size_t blockFrames = 16384; // of the file, read at once

/// @throws std::runtime_error for samples that are not finite
void meanOfChannels(std::span<const float> interleaved, std::size_t channels,
                    const std::filesystem::path& path, std::vector<float>& mono) {
    mono.clear();
    for (std::size_t n = 0; n + channels <= interleaved.size(); n += channels) {
        float sum = 0;
        for (std::size_t c = 0; c < channels; ++c)
            sum += interleaved[n + c];
        if (!std::isfinite(sum))
            throw std::runtime_error(
                path.string() + ": holds samples that are not finite numbers; repair it or leave it out");
        mono.push_back(sum / static_cast<float>(channels));
    }
}

} // namespace

RecordingLength forEachFrame(const std::filesystem::path& path, const FrameGrid& grid,
                             const std::function<void(std::span<const float>)>& use) {
    const auto frameSize = static_cast<std::size_t>(grid.frameSize), hop = static_cast<std::size_t>(grid.hop);
    dsp::AudioReader reader(path);
    const int fileRate = reader.format().sampleRate;
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    dsp::Resampler resampler(fileRate, grid.sampleRate, 1);

    std::vector<float> block(blockFrames * channels), mono, pending;
    std::int64_t frames = 0;
    const auto useWholeFrames = [&] {
        std::size_t start = 0;
        for (; start + frameSize <= pending.size(); start += hop)
            use(std::span<const float>(pending).subspan(start, frameSize));
        pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(start));
    };
    while (const std::int64_t got = reader.read(block)) {
        frames += got;
        meanOfChannels(std::span<const float>(block).first(static_cast<std::size_t>(got) * channels),
                       channels, path, mono);
        resampler.process(mono, pending);
        useWholeFrames();
    }
    resampler.finish(pending);
    useWholeFrames();
    return {static_cast<double>(frames) / fileRate, fileRate};
}

} // namespace winnow::separation
