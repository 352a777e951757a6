// SPDX-License-Identifier: GPL-3.0-or-later
/// How a stream is cut into frames, and the delay that follows from it.
#pragma once

#include "dsp/window.h"
#include "separation/separator.h"
#include "separation/stream_spec.h"

namespace winnow::separation {

/// Sizes in samples.
struct FrameLayout {
    FrameSpec frame;
    int synthesisSpan = 0; ///< of the frame's end, reaches the output: all of it, or a part for low latency
    int spread = 0;        ///< over which a frame's work is divided

    dsp::WindowPair windows() const; ///< [main]
    /// From a sample's coming in to its going out: the synthesised part of the frame and the spread.
    int latency() const noexcept { return synthesisSpan + spread; }
};

/// A model's frames for a stream. Usually square-root Hann windows over the frame at the model's overlap, and
/// an eighth of a frame of spread: 36 ms for frames of 32 ms, whatever the overlap factor. With low latency
/// the analysis window stays as long, for resolution, but only the last 16 ms or less are synthesised
/// (asymmetric windows of Mauler & Martin 2007), at a hop of half of that: 18 ms. [any]
FrameLayout frameLayout(const FrontEnd& frontEnd, const StreamSpec& spec);

} // namespace winnow::separation
