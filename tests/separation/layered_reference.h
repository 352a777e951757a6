// SPDX-License-Identifier: GPL-3.0-or-later
/// The prototype's reference vectors (tests/data/layered), and the engine made from its weights.
#pragma once

#include "separation/layered/layered_separator.h"
#include "separation/layered/layered_weights.h"
#include "separation/separator.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace winnow::test {

using Tensors = std::map<std::string, separation::Tensor>;

/// A plain safetensors file of tests/data/layered. @throws std::runtime_error
Tensors readReferenceFile(const std::string& name);

/// Read once.
const Tensors& referenceClip();
const separation::layered::LayeredWeights& referenceWeights();
std::shared_ptr<const separation::layered::SharedModel> referenceModel();

/// Largest distance from the reference, relative to the reference's largest magnitude. NaN counts as
/// infinity.
double relativeError(std::span<const float> actual, std::span<const float> expected);

/// |X|^2 of every frame of 512 samples, hop 256, square-root Hann window, in double precision: the
/// reference's own front end. (A single-precision FFT errs by about 1e-7 of the strongest bin, which the
/// weakest bins' masks show: up to 4e-4.)
std::vector<std::vector<float>> precisePower(std::span<const float> samples, std::size_t frames);

/// A separator run over one channel: STFT with square-root Hann windows, mask, inverse. The output is aligned
/// with the input and as long.
struct SeparatedSignal {
    std::vector<float> output;
    std::vector<std::vector<float>> gains; ///< of every frame
};
SeparatedSignal separate(separation::Separator& separator, std::span<const float> samples, double sampleRate,
                         int overlap = 2);

/// Speech-like sound: harmonics of a gliding voice in bursts with pauses. Peak about 0.5, deterministic.
std::vector<float> voice(double sampleRate, double seconds);
/// White noise, deterministic.
std::vector<float> whiteNoise(std::size_t samples, float rms, unsigned seed);

} // namespace winnow::test
