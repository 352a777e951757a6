// SPDX-License-Identifier: GPL-3.0-or-later
/// The library's front door: samples in, clean samples out, in real time.
#pragma once

#include "separation/constants.h"
#include "separation/model.h"
#include "separation/stream_spec.h"

#include <memory>
#include <span>

namespace winnow::separation {

/// Where the outputs go; each is null or `channels` pointers. All are aligned: latency() samples after the
/// input.
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

    /// Allocates, plans; keeps the controls, without ramps. What was prepared before stays as it was if this
    /// throws.
    /// @param model  may be null: then the latency is that of the default front end
    /// @throws std::invalid_argument for a rate, channel count or overlap factor out of range. [main]
    void prepare(const StreamSpec& spec, ModelPtr model);

    /// Forgets all sound and ends all ramps. [audio]
    void reset() noexcept;

    /// Smoothed, no clicks. Takes effect on the frames that are complete after the call. Values out of range
    /// are clamped; NaN changes nothing. [audio]
    void setControls(const DenoiserControls& controls) noexcept;

    /// Any number of samples from 0 on, varying from call to call; the result does not depend on how the
    /// input is cut. Non-finite input samples count as 0, in the dry path too. In and out may be the same
    /// buffers. At amount 0 the clean output is the dry one bit for bit, once the control's ramp (20 ms) is
    /// over. Never allocates, locks, does I/O or throws. [audio]
    void process(const float* const* in, const DenoiserOutputs& out, int samples) noexcept;

    int latency() const noexcept; ///< samples; constant between two prepares; 0 before the first [any]

    /// Of the frame processed last, for display: see Separator (first channel's if not linked). Empty without
    /// a model. [audio]
    std::span<const float> lastGain() const noexcept;
    std::span<const float> lastActivations() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
    DenoiserControls controls_;
};

} // namespace winnow::separation
