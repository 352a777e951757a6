// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/fine_tuning.h"

#include "separation/training/constants.h"
#include "separation/training/unfolded/adam.h"
#include "separation/training/unfolded/batch_pass.h"
#include "separation/training/unfolded/learning_set.h"
#include "separation/training/unfolded/mixture_queue.h"
#include "separation/training/unfolded/model_conversion.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace winnow::separation::unfolded {
namespace {

constexpr int batch = 8;
constexpr int queuedBatches = 2;
constexpr int measuredSteps = 5; // before the clock may shorten the rest

/// The user's noise at its own speed only, with its share of the chances, before all others.
SourceSet withOwn(const SourceSet& others, const SourceGroup& own, double share) {
    SourceSet set;
    for (const Clip& clip : own.clips)
        set.add(own.name, clip);
    setChances(set, SourceKind::Noise); // for the clips' chances
    set.variants = {{0, 1.0, share}};
    for (const SourceGroup& group : others.groups)
        set.groups.push_back(group);
    for (const SourceVariant& v : others.variants)
        set.variants.push_back({v.group + 1, v.speed, share + (1 - share) * v.cumulative});
    return set;
}

MixingOptions mixing() {
    MixingOptions options;
    options.seconds = trainingConstants::fineTuningMixtureSeconds;
    options.syntheticNoiseChance = trainingConstants::fineTuningSyntheticChance;
    options.secondNoiseChance = trainingConstants::fineTuningSecondChance;
    options.noiseEqualiserDb = trainingConstants::fineTuningEqualiserDb;
    return options;
}

class Clock {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace

FineTuningOptions::FineTuningOptions()
    : steps(trainingConstants::fineTuningSteps), seconds(trainingConstants::fineTuningSeconds),
      stepSize(trainingConstants::fineTuningStepSize), ownShare(trainingConstants::fineTuningOwnShare) {}

std::optional<layered::LayeredWeights> fineTune(const layered::LayeredWeights& weights,
                                                const SourceGroup& own, const FineTuningOptions& options,
                                                const std::function<bool(double)>& progress) {
    const Clock clock;
    const LearningSet& known = learningSet();
    const SourceSet noise = withOwn(known.noise, own, options.ownShare);
    const FeatureExtractor<float> extractor(weights.config);
    const Layout layout(weights.config);
    BatchPass passes(extractor, 1);
    AdamState adam(layout.total());
    const AdamOptions adamOptions;
    std::vector<float> theta = toTheta(weights), gradient(layout.total());
    MixtureQueue queue(known.speech, noise, mixing(), extractor, options.seed, 0, queuedBatches * batch, 1);

    int steps = options.steps;
    const double reading = clock.seconds();
    for (int step = 0; step < steps; ++step) {
        if (progress && !progress(static_cast<double>(step) / steps)) return std::nullopt;
        passes.lossAndGradient(queue.take(batch), theta, gradient);
        const double size = options.stepSize * (1 - static_cast<double>(step) / steps);
        if (!std::isfinite(adam.update(adamOptions, size, gradient, theta)))
            throw std::runtime_error("learning the noise failed: its gradient is not finite");
        if (step < measuredSteps) continue;
        const double perStep = (clock.seconds() - reading) / (step + 1);
        const double affordable = (options.seconds - reading) / perStep;
        steps = std::max(step + 1, static_cast<int>(std::min<double>(options.steps, affordable)));
    }
    if (progress && !progress(1)) return std::nullopt;
    return toLayeredWeights(layout, theta);
}

} // namespace winnow::separation::unfolded
