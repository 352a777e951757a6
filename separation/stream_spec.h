// SPDX-License-Identifier: GPL-3.0-or-later
/// What a denoiser is prepared for, and what can be moved while it runs.
#pragma once

#include "separation/constants.h"
#include "separation/separator.h"

namespace winnow::separation {

struct StreamSpec {
    double sampleRate = 48000; ///< Hz, 8000 .. 192000 in earnest; anything from 1000 to 768000 works
    int channels = 1;          ///< 1 .. 64
    bool linkChannels = true;  ///< one mask for all channels, else one separator a channel
    int overlapFactor = 1;   ///< 1, 2 or 4 times the model's overlap, for the higher quality of offline work
    bool lowLatency = false; ///< 18 ms or less instead of about a frame: see frameLayout()
};

struct DenoiserControls {
    float amountDb = constants::defaultAmountDb; ///< attenuation limit, 0 .. 100; 100: no limit; 0: dry
    SeparationControls separation;
    /// Time constant below which the mask does not fall, 0 .. 500 ms: keeps the ends of words and calms what
    /// flutters, at the price of noise behind them. It always rises at once.
    float smoothingMs = 0;

    bool operator==(const DenoiserControls&) const = default;
};

/// @throws std::invalid_argument naming the value out of range [any]
void validate(const StreamSpec& spec);

/// `wanted` within its ranges; a value that is not a number is taken from `current`. [any]
DenoiserControls sanitised(const DenoiserControls& wanted, const DenoiserControls& current) noexcept;

} // namespace winnow::separation
