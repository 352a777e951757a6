// SPDX-License-Identifier: GPL-3.0-or-later
/// What all separation engines share.
#include "separation/separator.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace winnow::separation {

int frameSize(const FrontEnd& frontEnd, double sampleRate) noexcept {
    // Fast FFT sizes and a whole hop at every overlap; finer where 64 samples are too much of a frame.
    const double step = sampleRate < 16000 ? 16 : 64; // samples
    return static_cast<int>(step * std::max(1.0, std::round(frontEnd.frameSeconds * sampleRate / step)));
}

SeparationControls sanitised(const SeparationControls& wanted, const SeparationControls& current) noexcept {
    SeparationControls controls = wanted;
    controls.sensitivityDb = std::isnan(wanted.sensitivityDb)
                                 ? current.sensitivityDb
                                 : std::clamp(wanted.sensitivityDb, -constants::largestSensitivityDb,
                                              constants::largestSensitivityDb);
    for (std::size_t g = 0; g < controls.noiseLevels.size(); ++g)
        controls.noiseLevels[g] = std::isnan(wanted.noiseLevels[g])
                                      ? current.noiseLevels[g]
                                      : std::clamp(wanted.noiseLevels[g], 0.0F, 1.0F);
    return controls;
}

} // namespace winnow::separation
