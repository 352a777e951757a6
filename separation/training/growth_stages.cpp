// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/growth_stages.h"

#include "separation/training/constants.h"

#include <algorithm>

namespace winnow::separation {

std::vector<LearningStage> fullPasses(nmf::Index frames, int iterations) {
    return {{1, frames, iterations}};
}

std::vector<LearningStage> growingBatches(nmf::Index frames, int atoms) {
    std::vector<LearningStage> stages;
    for (const auto& [spacing, iterations] : trainingConstants::growth) {
        const nmf::Index some = spacedFrames(frames, spacing);
        if (spacing > 1 && some < trainingConstants::growthFramesPerAtom * nmf::Index{atoms}) continue;
        stages.push_back({spacing, some, iterations});
    }
    stages.front().iterations = trainingConstants::growth[0].iterations;
    return stages;
}

nmf::Index sampleSpacing(std::span<const LearningStage> stages) noexcept {
    nmf::Index least = 0;
    for (const LearningStage& stage : stages)
        if (stage.spacing > 1) least = least == 0 ? stage.spacing : std::min(least, stage.spacing);
    return least;
}

int iterationsOf(std::span<const LearningStage> stages) noexcept {
    int sum = 0;
    for (const LearningStage& stage : stages)
        sum += stage.iterations;
    return sum;
}

double workOf(std::span<const LearningStage> stages, int iterations) noexcept {
    double work = 0;
    for (const LearningStage& stage : stages) {
        const int done = std::clamp(iterations, 0, stage.iterations);
        work += static_cast<double>(stage.frames) * done;
        iterations -= done;
    }
    return work;
}

} // namespace winnow::separation
