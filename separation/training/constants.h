// SPDX-License-Identifier: GPL-3.0-or-later
/// Tuning constants of dictionary training, with their units and sources.
#pragma once

namespace winnow::separation::trainingConstants {

// Frames below this quantile of level of their class are not learned from: pauses hold the recording's own
// noise.
inline constexpr double levelQuantile = 0.3;
// Frames below are digital silence and count in no quantile: constants::silenceDbfs as the mean square of a
// frame under the square-root Hann window.
inline constexpr double silenceDb = -106; // dB
inline constexpr double levelStepDb = 0.5;

// A category has a weight up to that of this much sound: enough of one voice or noise for its share of the
// atoms.
inline constexpr double secondsPerCategory = 60; // s
// Added to every value of a frame with mean 1, so that empty bins (band-limited recordings) do not rule a
// divergence.
inline constexpr float valueFloor = 1e-4F;

// Iterations between two places where the work can be kept: what an interruption can lose. Few where an
// iteration takes long, so that a slice is minutes at the most: from about 30 hours of frames and 80 atoms
// on.
inline constexpr int sliceIterations = 20;
inline constexpr int longSliceIterations = 4;
inline constexpr double longIteration = 1.5e11; // multiplications in W H
// Iterations between two looks at the objective. Twice a slice at least, so that a slice whose over-relaxed
// steps are taken back still gets ahead with plain ones.
inline constexpr int checkIterations = 10;
inline constexpr int longCheckIterations = 2;
// Exponent of the multiplicative steps: the same objective in less than half the iterations of plain ones
// (measured on spectrograms; the solver falls back to 1 where the objective rises).
inline constexpr double overRelaxation = 1.8;

// Learning from a batch that grows: spacing of the frames, and updates of all atoms. Chosen on the corpus of
// docs/TRAINING.md, where four stages come out about 1 % higher.
struct Growth {
    int spacing, iterations;
};
inline constexpr Growth growth[] = {{64, 200}, {32, 150}, {16, 100}, {8, 60}, {4, 40}, {1, 16}};
// A smaller sample is learned by heart.
inline constexpr int growthFramesPerAtom = 10;
// Updates of the activations alone that a stage begins with.
inline constexpr int growthActivationSteps = 6;

// Batches of one size: multiplicative updates of a batch's activations; the least element of an atom, as a
// share of its mean. Chosen on the corpus of docs/TRAINING.md.
inline constexpr int onlineActivationSteps = 8;
inline constexpr float onlineLeastShare = 1e-5F;

// Fine-tuning to a user's noise. Two seconds hold a sentence's rhythm; the rest was chosen on the development
// mixtures (docs/EXPERIMENTS.md).
inline constexpr int fineTuningSteps = 400;
inline constexpr double fineTuningSeconds = 25; // s
inline constexpr double fineTuningStepSize = 4e-3;
inline constexpr double fineTuningOwnShare = 0.75;    // of the draws of a noise
inline constexpr double fineTuningMixtureSeconds = 2; // s
inline constexpr double fineTuningSyntheticChance = 0.05;
inline constexpr double fineTuningSecondChance = 0.2;
inline constexpr double fineTuningEqualiserDb = 3; // dB

} // namespace winnow::separation::trainingConstants
