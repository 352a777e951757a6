// SPDX-License-Identifier: GPL-3.0-or-later
/// Teach a model a user's own noise.
#include "separation/learn_noise.h"

#include "separation/constants.h"
#include "separation/learn_engines.h"
#include "separation/magnitude_frames.h"
#include "separation/sha256.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace winnow::separation {

namespace {

void requireUsable(const Model& base, std::span<const float> noise, double sampleRate,
                   const LearnOptions& options) {
    if (!(sampleRate >= constants::lowestRate && sampleRate <= constants::highestRate))
        throw std::invalid_argument("learning noise: the sample rate must be from 1000 to 768000 Hz");
    if (!std::all_of(noise.begin(), noise.end(), [](float x) { return std::isfinite(x); }))
        throw std::invalid_argument("learning noise: the recording holds NaN or infinity");
    for (const AtomGroup& group : base.groups())
        if (group.name == options.name)
            throw std::invalid_argument("learning noise: the name '" + options.name + "' is taken");
}

nlohmann::json lesson(std::span<const float> noise, double sampleRate, const LearnOptions& options,
                      const Model& result) {
    nlohmann::json json = {{"group", options.name},
                           {"seed", options.seed},
                           {"sample_rate", sampleRate},
                           {"seconds", static_cast<double>(noise.size()) / sampleRate},
                           {"sha256_of_samples", sha256(std::as_bytes(noise))}};
    if (dynamic_cast<const NmfModel*>(&result)) {
        json["atoms"] = result.groups().back().count;
        json["iterations"] = options.iterations;
    } else {
        json["most_steps"] = options.seconds > 0 ? options.steps : 0;
        json["most_seconds"] = options.seconds;
    }
    return json;
}

} // namespace

LearnOptions::LearnOptions()
    : atoms(constants::learnedAtoms), iterations(constants::learnedIterations),
      seconds(trainingConstants::fineTuningSeconds), steps(trainingConstants::fineTuningSteps) {}

nmf::Matrix<float> noiseFrames(std::span<const float> noise, double sampleRate, const FrontEnd& frontEnd) {
    nmf::Matrix<float> frames =
        withoutSilence(magnitudeFrames(noise, sampleRate, frontEnd, constants::mostLearnedFrames));
    if (frames.cols() < 2)
        throw std::invalid_argument(std::ssize(noise) < 2 * frameSize(frontEnd, sampleRate)
                                        ? "learning noise: the recording is too short; give some seconds"
                                        : "learning noise: the recording is silent");
    return frames;
}

ModelPtr learnNoise(const Model& base, std::span<const float> noise, double sampleRate,
                    const LearnOptions& options, const LearnProgress& progress) {
    requireUsable(base, noise, sampleRate, options);
    std::shared_ptr<Model> result;
    if (const auto* const plain = dynamic_cast<const NmfModel*>(&base))
        result = learnPlainNoise(*plain, noise, sampleRate, options, progress);
    else if (const auto* const two = dynamic_cast<const layered::LayeredModel*>(&base))
        result = learnLayeredNoise(*two, noise, sampleRate, options, progress);
    else
        throw std::invalid_argument("learning noise: this model cannot be taught");
    if (!result) return nullptr;

    result->name = base.name + " + " + options.name;
    result->dataCard = base.dataCard;
    if (!result->dataCard.is_object()) result->dataCard = nlohmann::json::object();
    nlohmann::json& lessons = result->dataCard["learned"];
    if (!lessons.is_array()) lessons = nlohmann::json::array();
    lessons.push_back(lesson(noise, sampleRate, options, *result));
    return result;
}

} // namespace winnow::separation
