// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs a streaming denoiser over signals in memory.
#include "tests/support/denoiser_runs.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace winnow::test {

DenoisedChannels run(separation::StreamingDenoiser& denoiser, const Channels& input,
                     const std::vector<int>& blockSizes) {
    const std::size_t length = input.front().size();
    const Channels empty(input.size(), std::vector<float>(length));
    DenoisedChannels out{empty, empty, empty};
    std::vector<const float*> in(input.size());
    std::vector<float*> clean(input.size()), noise(input.size()), dry(input.size());
    std::size_t next = 0;
    for (std::size_t start = 0; start < length;) {
        const std::size_t wanted = static_cast<std::size_t>(blockSizes[next++ % blockSizes.size()]);
        const std::size_t n = std::min(wanted, length - start);
        for (std::size_t c = 0; c < input.size(); ++c) {
            in[c] = input[c].data() + start;
            clean[c] = out.clean[c].data() + start;
            noise[c] = out.noise[c].data() + start;
            dry[c] = out.dry[c].data() + start;
        }
        denoiser.process(in.data(), {clean.data(), noise.data(), dry.data()}, static_cast<int>(n));
        start += n;
    }
    return out;
}

DenoisedChannels run(const separation::StreamSpec& spec, separation::ModelPtr model, const Channels& input,
                     const separation::DenoiserControls& controls, const std::vector<int>& blockSizes) {
    separation::StreamingDenoiser denoiser;
    denoiser.setControls(controls);
    denoiser.prepare(spec, std::move(model));
    return run(denoiser, input, blockSizes);
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b, std::size_t first) {
    double largest = a.size() == b.size() ? 0.0 : 1e30;
    for (std::size_t i = first; i < std::min(a.size(), b.size()); ++i) {
        const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        largest = d <= largest ? largest : std::isnan(d) ? 1e30 : d; // NaN counts as far away
    }
    return largest;
}

std::vector<float> delayed(const std::vector<float>& samples, int delay) {
    std::vector<float> out(samples.size(), 0.0F);
    for (std::size_t i = static_cast<std::size_t>(delay); i < out.size(); ++i)
        out[i] = samples[i - static_cast<std::size_t>(delay)];
    return out;
}

} // namespace winnow::test
