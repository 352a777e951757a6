// SPDX-License-Identifier: GPL-3.0-or-later
/// Where training starts: dictionaries learned by plain NMF from speech alone and noise alone.
#pragma once

#include "separation/training/unfolded/mixture.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace winnow::separation::unfolded {

struct InitialOptions {
    int frames = 8000; ///< of each class to learn from
    std::uint64_t seed = 0;
    int threads = 1;
};

/// The whole start of theta: W1 and W2 from plain KL-NMF (30 updates) of loud frames of each class, R from
/// W2's spectral rows, everything else as setStart. Five eighths of layer 1's atoms come from speech.
/// @param progress  called with the share done; returning false cancels (an empty vector comes back). [main]
std::vector<float> initialTheta(const Layout& layout, const FeatureExtractor<float>& extractor,
                                MixtureMaker& maker, const InitialOptions& options,
                                const std::function<bool(double)>& progress = {});

} // namespace winnow::separation::unfolded
