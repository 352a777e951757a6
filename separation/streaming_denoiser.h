// SPDX-License-Identifier: GPL-3.0-or-later
/// The library's front door: samples in, clean samples out, in real time.
#pragma once

#include <memory>

#include "separation/model.h"

namespace winnow::separation {

struct StreamSpec {
    double sampleRate = 48000;  ///< Hz, 8000 .. 192000 in earnest; anything from 1000 to 768000 works
    int channels = 1;           ///< 1 .. 64
    bool linkChannels = true;   ///< one mask for all channels, else one separator a channel
    int overlapFactor = 1;      ///< 2: twice the model's overlap, for the higher quality of offline work
};

struct DenoiserControls {
    float amountDb = 30;        ///< attenuation limit, 0 .. 100; 100: no limit; 0: dry
    SeparationControls separation;
};

/// Where the outputs go; each is null or `channels` pointers. All are aligned: latency() samples after the input.
struct DenoiserOutputs {
    float* const* clean = nullptr;
    float* const* noise = nullptr; ///< dry - clean
    float* const* dry = nullptr;   ///< the input, delayed, bit for bit
};

/// prepare / reset / process. Without a model the dry path passes as clean, in time.
class StreamingDenoiser {
public:
    StreamingDenoiser();
    ~StreamingDenoiser();
    StreamingDenoiser(StreamingDenoiser&&) noexcept;
    StreamingDenoiser& operator=(StreamingDenoiser&&) noexcept;

    /// Allocates, plans. @param model  may be null. @throws std::invalid_argument for a rate or channel count out of
    /// range. [main]
    void prepare(const StreamSpec& spec, ModelPtr model);
    void reset() noexcept;                                    ///< [audio]
    void setControls(const DenoiserControls& controls) noexcept; ///< smoothed, no clicks [audio]

    /// Any number of samples from 0 on, varying from call to call; the result does not depend on how the input is cut.
    /// Non-finite input samples count as 0. In and out may be the same buffers. Never allocates, locks, does I/O or
    /// throws. [audio]
    void process(const float* const* in, const DenoiserOutputs& out, int samples) noexcept;

    int latency() const noexcept; ///< samples; constant between two prepares [any]

    /// Of the frame processed last, for display: see Separator. Empty without a model. [audio]
    std::span<const float> lastGain() const noexcept;
    std::span<const float> lastActivations() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace winnow::separation
