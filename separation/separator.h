// SPDX-License-Identifier: GPL-3.0-or-later
/// The interface every separation engine stands behind: frame in, mask and parts out.
#pragma once

#include <span>

namespace winnow::separation {

/// How the front end cuts a sound into frames. Part of a model: its atoms belong to one frame length in
/// seconds.
struct FrontEnd {
    double frameSeconds = 0.032; ///< nominal; see frameSize
    int overlap = 2;             ///< frames that cover a sample: hop = frame / overlap
};

/// Frame length in samples: frameSeconds * rate where that is a multiple of 64, else the nearest multiple of
/// 64 (at least 64), so that bins are as near as may be to 1/frameSeconds apart at every rate.
int frameSize(const FrontEnd& frontEnd, double sampleRate) noexcept;

/// What a separator is prepared for.
struct FrameSpec {
    double sampleRate = 0; ///< Hz
    int frameSize = 0;     ///< samples; bins = frameSize/2 + 1, bin k at k * sampleRate / frameSize Hz
    int hop = 0;           ///< samples
    int bins() const noexcept { return frameSize / 2 + 1; }
};

/// One separated frame, views of bins() values each.
struct SeparatedFrame {
    std::span<float> gain;   ///< out: the mask, 0 (noise) .. 1 (speech), before the attenuation limit
    std::span<float> speech; ///< out: estimated magnitude of speech, in the input's units
    std::span<float> noise;  ///< out: estimated magnitude of noise
};

/// Controls that may move while audio runs.
struct SeparationControls {
    float sensitivityDb =
        0; ///< bias of the mask: above 0 keeps more (speech first), below 0 removes more; -20 .. 20 dB

    bool operator==(const SeparationControls&) const = default;
};

/// A separation engine with its state in time. One for all channels (linked mask), or one a channel.
class Separator {
public:
    virtual ~Separator() = default;

    /// Builds all that depends on rate and frame; allocates. @throws std::exception with what was wrong.
    /// [main]
    virtual void prepare(const FrameSpec& spec) = 0;
    /// Forgets the past. [audio]
    virtual void reset() noexcept = 0;
    virtual void setControls(const SeparationControls& controls) noexcept = 0; ///< [audio]

    /// One frame. @param power  bins() values of |X|^2, mean over channels, X scaled so that a full-scale
    /// sine has the same magnitude at every rate and frame size (the denoisers do: rfft of the windowed frame
    /// * 512 / frameSize). Any finite or non-finite input; what is not finite is treated as silence. [audio]
    virtual void process(std::span<const float> power, SeparatedFrame out) noexcept = 0;

    /// Activations of the last frame, one an atom, for display and research. [audio]
    virtual std::span<const float> activations() const noexcept = 0;
};

} // namespace winnow::separation
