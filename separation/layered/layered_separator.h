// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine behind the separators' interface: any rate from 16 kHz up, silence and bad input kept
/// out.
#pragma once

#include "separation/layered/high_bands.h"
#include "separation/layered/layered_core.h"
#include "separation/separator.h"

#include <memory>
#include <vector>

namespace winnow::separation::layered {

/// One copy of the engine, at half-overlapping frames. The first 257 bins, taken as 31.25 Hz apart, are the
/// model's; above 8 kHz every band has a tracker of its own.
///
/// Frames below -90 dBFS are digital silence: they keep the last mask and change nothing else, as if they had
/// been cut out. (Kept in, two seconds of silence in the middle of a recording cost 1.4 dB of SI-SDR behind
/// it, and holding only the noise tracker and the level 0.1 dB.) Before the first frame with sound everything
/// passes.
class LayeredSeparator final : public Separator {
public:
    /// Allocates. [main]
    explicit LayeredSeparator(std::shared_ptr<const PackedWeights> weights);

    /// @throws std::invalid_argument for a rate below 16 kHz, or frames whose bins are not about 31.25 Hz
    /// apart
    void prepare(const FrameSpec& spec) override;
    void reset() noexcept override;
    void setControls(const SeparationControls& controls) noexcept override;
    /// Values below 0 or not finite count as 0. speech and noise are the mask's shares of the input's
    /// magnitude.
    void process(std::span<const float> power, SeparatedFrame out) noexcept override;
    /// Second layer's atoms, then those of the tracked noise, relative to the input's level.
    std::span<const float> activations() const noexcept override { return core_.activations(); }

    const LayeredCore& core() const noexcept { return core_; }

private:
    LayeredCore core_;
    HighBands high_;
    std::vector<float> power_; // checked
    std::vector<float> gain_;  // last mask
    float biasLog_ = 0;
};

} // namespace winnow::separation::layered
