// SPDX-License-Identifier: GPL-3.0-or-later
/// Plays a sound in place of the input, to listen to a file through the engine as it runs.
#pragma once

#include "plugin/engine/handover.h"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

namespace winnow::plugin {

/// Channels of one length, at the rate they are played at.
struct InputClip {
    std::vector<std::vector<float>> channels;
    std::size_t frames() const noexcept { return channels.empty() ? 0 : channels.front().size(); }
};

/// The beginning of a file at another rate: at most `longestSeconds`, its first two channels. @throws
/// dsp::AudioFileError. [any but audio]
InputClip readInputClip(const std::filesystem::path& file, double sampleRate, double longestSeconds);

class InputPlayer {
public:
    /// From its start, over and over, until the next clip; an empty one ends it. [any but audio]
    void play(InputClip clip);
    void stop() { play({}); }
    bool isPlaying() const noexcept { return isPlaying_.load(); } ///< [any]
    void collect() noexcept { handover_.collect(); }              ///< frees what was played [any but audio]

    /// Replaces the samples where a clip plays. Channels beyond the clip's repeat them. [audio]
    template <class Sample> void replace(Sample* const* samples, int channels, int count) noexcept;

private:
    Handover<InputClip> handover_;
    std::atomic<bool> isPlaying_{false};
    std::unique_ptr<InputClip> current_; // the audio thread's
    std::size_t position_ = 0;
};

} // namespace winnow::plugin
