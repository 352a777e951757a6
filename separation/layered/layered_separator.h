// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine behind the separators' interface: any rate, silence and bad input kept out.
#pragma once

#include "separation/layered/layered_core.h"
#include "separation/layered/learned_noise.h"
#include "separation/separator.h"

#include <memory>
#include <span>
#include <vector>

namespace winnow::separation::layered {

/// What the separators of a model share.
struct SharedModel {
    std::shared_ptr<const PackedWeights> weights;
    std::vector<LearnedNoise> learned;
};

/// One copy of the engine, at half-overlapping frames. The first 257 bins, taken as 31.25 Hz apart, are the
/// model's. Above 8 kHz one gain follows the mask just below, at half its decibels, so that breath and
/// sibilants stay bright and hiss goes where speech does not lead (measured better than a noise tracker in
/// every band: docs/EXPERIMENTS.md). Below 16 kHz the bins that the sound does not have are zero, as they
/// would be had it been resampled.
///
/// Frames 65 dB below what was loud just before, and those below -120 dBFS, are silence: they keep the last
/// mask and change nothing else, as if they had been cut out. (Kept in, two seconds of digital silence in the
/// middle of a recording cost 1.4 dB of SI-SDR behind it, and holding only the noise tracker and the level
/// 0.1 dB.) If a frame is louder than all before by as much, what was before was silence, and the engine
/// starts afresh. Before the first frame with sound everything passes.
class LayeredSeparator final : public Separator {
public:
    /// Allocates. [main]
    explicit LayeredSeparator(std::shared_ptr<const SharedModel> model);

    /// @throws std::invalid_argument for frames whose bins are not about 31.25 Hz apart
    void prepare(const FrameSpec& spec) override;
    void reset() noexcept override;
    void setControls(const SeparationControls& controls) noexcept override;
    /// Values below 0 or not finite count as 0. speech and noise are the mask's shares of the input's
    /// magnitude.
    void processStep(int step, std::span<const float> power, SeparatedFrame out) noexcept override;
    int steps() const noexcept override { return core_.steps(); }
    double stepCost(int step) const noexcept override { return core_.stepCost(step); }
    /// Second layer's atoms, those of the tracked noise, relative to the input's level, and how much of each
    /// learned noise is there.
    std::span<const float> activations() const noexcept override { return activations_; }

    const LayeredCore& core() const noexcept { return core_; }

private:
    void begin(std::span<const float> power) noexcept;
    bool hearsSound(float power) noexcept;
    void startAfresh() noexcept;
    void finish(SeparatedFrame out) noexcept;
    float gainAbove() const noexcept;

    std::shared_ptr<const SharedModel> model_;
    LayeredCore core_;
    ExpectedNoise expected_;
    CoreControls controls_;
    std::vector<float> power_;    // checked, all bins
    std::vector<float> gain_;     // last mask, all bins
    std::vector<float> ownPower_; // of the core's bins
    std::vector<float> ownGain_;
    std::vector<float> activations_;
    float loudest_ = 0;    // power of a frame, fading
    bool isSound_ = false; // this frame
};

} // namespace winnow::separation::layered
