// SPDX-License-Identifier: GPL-3.0-or-later
/// The stages of a learning whose batch grows: from a sample of the frames to all of them.
#pragma once

#include "nmf/types.h"

#include <span>
#include <vector>

namespace winnow::separation {

/// Updates of all atoms with frames 0, spacing, 2 spacing, ...
struct LearningStage {
    nmf::Index spacing = 1; ///< 1: all frames
    nmf::Index frames = 0;
    int iterations = 0;
};

/// How many of the frames a spacing leaves. [any]
constexpr nmf::Index spacedFrames(nmf::Index frames, nmf::Index spacing) noexcept {
    return (frames + spacing - 1) / spacing;
}

/// One stage: so many updates with all frames. [any]
std::vector<LearningStage> fullPasses(nmf::Index frames, int iterations);

/// Many updates with a few per cent of the frames, which are cheap and bring the atoms near to where they
/// will be; fewer with twice as many, and so on; a few with all. So a batch grows as the progress that is
/// left shrinks (Byrd, Chin, Nocedal & Wu 2012). Where the frames are few for the atoms, the first stages are
/// left out; where they are very few, all but the last, which then has as many updates as the first would
/// have. [any]
std::vector<LearningStage> growingBatches(nmf::Index frames, int atoms);

/// Spacing of the frames of all stages that are not of all frames: the least of theirs; 0: there are none.
/// [any]
nmf::Index sampleSpacing(std::span<const LearningStage> stages) noexcept;

/// Updates of all stages. [any]
int iterationsOf(std::span<const LearningStage> stages) noexcept;

/// Frames times updates, of the first `iterations`. [any]
double workOf(std::span<const LearningStage> stages, int iterations) noexcept;

} // namespace winnow::separation
