// SPDX-License-Identifier: GPL-3.0-or-later
/// What a denoiser is prepared for, and what can be moved while it runs.
#include "separation/stream_spec.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace winnow::separation {

void validate(const StreamSpec& spec) {
    if (!(spec.sampleRate >= constants::lowestRate && spec.sampleRate <= constants::highestRate))
        throw std::invalid_argument("denoiser: a sample rate of " + std::to_string(spec.sampleRate) +
                                    " Hz is outside 1000 to 768000 Hz");
    if (spec.channels < 1 || spec.channels > constants::mostChannels)
        throw std::invalid_argument("denoiser: " + std::to_string(spec.channels) +
                                    " channels are outside 1 to 64");
    if (spec.overlapFactor != 1 && spec.overlapFactor != 2 && spec.overlapFactor != 4)
        throw std::invalid_argument("denoiser: the overlap factor must be 1, 2 or 4");
}

DenoiserControls sanitised(const DenoiserControls& wanted, const DenoiserControls& current) noexcept {
    DenoiserControls controls;
    controls.amountDb = std::isnan(wanted.amountDb)
                            ? current.amountDb
                            : std::clamp(wanted.amountDb, 0.0F, constants::noLimitAmountDb);
    controls.separation = sanitised(wanted.separation, current.separation);
    controls.smoothingMs = std::isnan(wanted.smoothingMs)
                               ? current.smoothingMs
                               : std::clamp(wanted.smoothingMs, 0.0F, constants::longestSmoothingMs);
    return controls;
}

} // namespace winnow::separation
