// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/frame_layout.h"

#include <algorithm>

namespace winnow::separation {

FrameLayout frameLayout(const FrontEnd& frontEnd, const StreamSpec& spec) {
    FrameLayout layout;
    const int size = frameSize(frontEnd, spec.sampleRate);
    int hop = size / frontEnd.overlap;
    if (spec.lowLatency) {
        while (hop % 2 == 0 && hop > constants::longestLowLatencyHop * spec.sampleRate)
            hop /= 2;
        layout.synthesisSpan = 2 * hop;
        layout.spread = hop / 4;
    } else {
        layout.synthesisSpan = size;
        layout.spread = size / 8;
    }
    hop = std::max(1, hop / spec.overlapFactor);
    layout.spread = std::min(layout.spread, hop);
    layout.frame = {spec.sampleRate, size, hop};
    return layout;
}

dsp::WindowPair FrameLayout::windows() const {
    return dsp::asymmetricPair(frame.frameSize, synthesisSpan / 2);
}

} // namespace winnow::separation
