// SPDX-License-Identifier: GPL-3.0-or-later
/// The two-layer engine learns a noise: its spectrum, to expect it, and a fine-tuning.
#include "dsp/resampler.h"
#include "separation/constants.h"
#include "separation/layered/config.h"
#include "separation/layered/learned_noise.h"
#include "separation/learn_engines.h"
#include "separation/training/unfolded/fine_tuning.h"
#include "separation/training/unfolded/learned_noise_sound.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace winnow::separation {

namespace {

using layered::LearnedNoise;

/// Mean power of the frames at multiples of layered::binHz, as far as the recording's rate tells.
std::vector<float> meanPower(std::span<const float> noise, double sampleRate) {
    const nmf::Matrix<float> frames = noiseFrames(noise, sampleRate, FrontEnd{});
    const int size = frameSize(FrontEnd{}, sampleRate);
    const Eigen::VectorXf mean = frames.array().square().rowwise().mean();
    std::vector<float> power(layered::bins, -1.0F);
    for (std::size_t k = 0; k < power.size(); ++k) {
        const double hz = static_cast<double>(k) * layered::binHz;
        if (hz > constants::trustedShareOfNyquist * sampleRate / 2) break;
        power[k] = mean[std::min<Eigen::Index>(std::lround(hz * size / sampleRate), mean.size() - 1)];
    }
    return power;
}

/// The noise itself, and stand-ins for those that were learned before.
unfolded::SourceGroup ownNoises(std::span<const float> noise, double sampleRate, const LearnOptions& options,
                                const std::vector<LearnedNoise>& earlier) {
    unfolded::SourceGroup own{options.name, 0, {}, {}};
    own.clips.push_back(unfolded::makeClip(dsp::resample(noise, sampleRate, unfolded::sourceRate)));
    for (const LearnedNoise& other : earlier)
        own.clips.push_back(unfolded::makeClip(
            unfolded::soundOf(other, static_cast<double>(noise.size()) / sampleRate, options.seed)));
    std::erase_if(own.clips, [](const unfolded::Clip& clip) { return !clip.audio; });
    if (own.clips.empty()) throw std::invalid_argument("learning noise: the recording is silent");
    return own;
}

} // namespace

std::shared_ptr<Model> learnLayeredNoise(const layered::LayeredModel& model, std::span<const float> noise,
                                         double sampleRate, const LearnOptions& options,
                                         const LearnProgress& progress) {
    if (!(options.seconds >= 0) || options.steps < 0)
        throw std::invalid_argument("learning noise: seconds and steps must be 0 or more");
    std::vector<LearnedNoise> learned = model.learned();
    learned.push_back({options.name, meanPower(noise, sampleRate)});
    if (options.seconds == 0 || options.steps == 0)
        return std::make_shared<layered::LayeredModel>(model.weights(), std::move(learned));

    unfolded::FineTuningOptions tuning;
    tuning.steps = options.steps;
    tuning.seconds = options.seconds;
    tuning.seed = options.seed;
    const auto weights = unfolded::fineTune(
        model.weights(), ownNoises(noise, sampleRate, options, model.learned()), tuning, progress);
    if (!weights) return nullptr;
    return std::make_shared<layered::LayeredModel>(*weights, std::move(learned));
}

} // namespace winnow::separation
