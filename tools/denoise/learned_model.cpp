// SPDX-License-Identifier: GPL-3.0-or-later
/// A model that also knows the user's noise.
#include "tools/denoise/learned_model.h"

#include "separation/learn_noise.h"

#include <algorithm>

namespace winnow::tools {
namespace {

std::string freeGroupName(const separation::Model& model) {
    const auto taken = [&](const std::string& name) {
        return std::any_of(model.groups().begin(), model.groups().end(),
                           [&](const separation::AtomGroup& group) { return group.name == name; });
    };
    std::string name = "learned";
    for (int i = 2; taken(name); ++i)
        name = "learned " + std::to_string(i);
    return name;
}

} // namespace

separation::ModelPtr withLearnedNoise(const separation::Model& base, std::span<const float> noise,
                                      double sampleRate, double learnSeconds,
                                      const std::function<bool(double)>& progress) {
    separation::LearnOptions options;
    options.name = freeGroupName(base);
    options.seconds = learnSeconds;
    try {
        return separation::learnNoise(base, noise, sampleRate, options, progress);
    } catch (const std::invalid_argument& error) {
        throw NoiseError(std::string("cannot learn this noise: ") + error.what());
    }
}

} // namespace winnow::tools
