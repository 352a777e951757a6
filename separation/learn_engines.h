// SPDX-License-Identifier: GPL-3.0-or-later
/// How each engine learns a noise; learn_noise.h chooses between them.
#pragma once

#include "nmf/types.h"
#include "separation/layered/layered_model.h"
#include "separation/learn_noise.h"
#include "separation/model.h"

#include <memory>
#include <span>

namespace winnow::separation {

/// Magnitude spectra of a noise (bins x frames, at least two), silent frames left out and no more than
/// constants::mostLearnedFrames. @throws std::invalid_argument for less than two frames of sound. [any]
nmf::Matrix<float> noiseFrames(std::span<const float> noise, double sampleRate, const FrontEnd& frontEnd);

/// All take finite samples at a rate in range and return a model without name and data card, or null if
/// cancelled. @throws std::invalid_argument: see learnNoise. [any]
std::shared_ptr<Model> learnPlainNoise(const NmfModel& model, std::span<const float> noise, double sampleRate,
                                       const LearnOptions& options, const LearnProgress& progress);
std::shared_ptr<Model> learnLayeredNoise(const layered::LayeredModel& model, std::span<const float> noise,
                                         double sampleRate, const LearnOptions& options,
                                         const LearnProgress& progress);

} // namespace winnow::separation
