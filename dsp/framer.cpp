// SPDX-License-Identifier: GPL-3.0-or-later
/// Turns blocks of any size into hops.
#include "dsp/framer.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace winnow::dsp {

void Framer::prepare(int channels, int hop, int spread) {
    if (channels < 1 || hop < 1)
        throw std::invalid_argument("framer: " + std::to_string(channels) + " channels and hop " +
                                    std::to_string(hop) + "; both must be 1 or more");
    if (spread < 0 || spread > hop)
        throw std::invalid_argument("framer: a spread of " + std::to_string(spread) +
                                    " samples; it must be from 0 to the hop, " + std::to_string(hop));
    const std::vector<float> silence(static_cast<std::size_t>(hop), 0.0F);
    in_.assign(static_cast<std::size_t>(channels), silence);
    out_.assign(static_cast<std::size_t>(channels), silence);
    inPointers_.clear();
    outPointers_.clear();
    for (const auto& buffer : in_)
        inPointers_.push_back(buffer.data());
    for (auto& buffer : out_)
        outPointers_.push_back(buffer.data());
    hop_ = hop;
    spread_ = spread;
    filled_ = played_ = 0;
    begun_ = false;
}

void Framer::reset() noexcept {
    for (auto& buffer : in_)
        std::fill(buffer.begin(), buffer.end(), 0.0F);
    for (auto& buffer : out_)
        std::fill(buffer.begin(), buffer.end(), 0.0F);
    filled_ = played_ = 0;
    begun_ = false;
}

} // namespace winnow::dsp
