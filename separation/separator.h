// SPDX-License-Identifier: GPL-3.0-or-later
/// The interface every separation engine stands behind: frame in, mask and parts out.
#pragma once

#include "separation/constants.h"

#include <array>
#include <span>

namespace winnow::separation {

/// How the front end cuts a sound into frames. Part of a model: its atoms belong to one frame length in
/// seconds.
struct FrontEnd {
    double frameSeconds = 0.032; ///< nominal; see frameSize
    int overlap = 2;             ///< frames that cover a sample: hop = frame / overlap
};

/// Frame length in samples: frameSeconds * rate where that is a multiple of 64, else the nearest multiple of
/// 64 (below 16 kHz of 16), so that bins are as near as may be to 1/frameSeconds apart at every rate.
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
    /// Bias of the mask: above 0 keeps more (speech first), below 0 removes more; -20 .. 20 dB.
    float sensitivityDb = 0;
    /// The estimate of the room's noise follows the sound; false: it stays as it is (once there is one).
    bool followNoise = true;
    /// How much of each noise group stays in the output: 0 none (as far as the attenuation limit lets it), 1
    /// all. In the order of Model::groups(), those of speech not counted; groups beyond have 0. For a learned
    /// noise of the two-layer engine: how little it is expected, 1 as if it had not been learned.
    std::array<float, constants::noiseLevels> noiseLevels{};

    bool operator==(const SeparationControls&) const = default;
};

/// `wanted` within its ranges; a value that is not a number is taken from `current`. [any]
SeparationControls sanitised(const SeparationControls& wanted, const SeparationControls& current) noexcept;

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
    void process(std::span<const float> power, SeparatedFrame out) noexcept {
        for (int step = 0; step < steps(); ++step)
            processStep(step, power, out);
    }

    /// The same in steps() steps, 0, 1, ... in turn with the same arguments, to spread the work over time.
    /// `out` is complete after the last. [audio]
    virtual void processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept = 0;
    virtual int steps() const noexcept { return 1; } ///< constant between two prepares [any]
    /// About how long a step takes, in multiply-adds of a matrix-vector product. [any]
    virtual double stepCost(int step) const noexcept = 0;

    /// Activations of the last frame, one an atom, for display and research. [audio]
    virtual std::span<const float> activations() const noexcept = 0;
};

} // namespace winnow::separation
