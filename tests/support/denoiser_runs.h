// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs a streaming denoiser over signals in memory, in blocks of given sizes.
#pragma once

#include "separation/streaming_denoiser.h"

#include <cstddef>
#include <vector>

namespace winnow::test {

using Channels = std::vector<std::vector<float>>;

struct DenoisedChannels {
    Channels clean, noise, dry;
};

/// All of the input, in blocks of sizes[0], sizes[1], ..., again from the first. 0 is a size.
DenoisedChannels run(separation::StreamingDenoiser& denoiser, const Channels& input,
                     const std::vector<int>& blockSizes = {512});

/// The same with `prepare` before.
DenoisedChannels run(const separation::StreamSpec& spec, separation::ModelPtr model, const Channels& input,
                     const separation::DenoiserControls& controls = {},
                     const std::vector<int>& blockSizes = {512});

/// Largest distance of two signals of one length, from sample `first` on.
double largestDifference(const std::vector<float>& a, const std::vector<float>& b, std::size_t first = 0);

/// `samples`, `delay` later, of the same length.
std::vector<float> delayed(const std::vector<float>& samples, int delay);

} // namespace winnow::test
