// SPDX-License-Identifier: GPL-3.0-or-later
/// Every tuning constant of the separation layer, with its unit and its source.
#pragma once

namespace winnow::separation::constants {

// --- Front end ---
// Spectra are scaled as if every frame had this many samples, so that levels mean the same at every rate and
// frame size.
inline constexpr double referenceFrameSize = 512; // samples
// Mean square of a full-scale sine's one-sided spectrum, summed: by Parseval, with square-root Hann windows
// and the scale above, a frame of mean square p has a power sum of p * 512^2 / 4.
inline constexpr double powerSumOfUnitMeanSquare = 65536;
inline constexpr double silenceDbfs = -100; // dB re full-scale sine; frames below are digital silence
// Samples beyond are clipped on their way into the engine: their power would not be finite in single
// precision.
inline constexpr float largestSample = 1e12F;

// --- Plain supervised NMF (chosen on the development mixtures; docs/EXPERIMENTS.md) ---
inline constexpr double frameSeconds = 0.064; // s
inline constexpr int overlap = 2;             // frames a sample
// Low latency: 8 ms (and what rounding of the frame adds), so that twice the hop and a quarter are 18 ms.
inline constexpr double longestLowLatencyHop = 0.0085; // s
inline constexpr int iterations = 20;                  // multiplicative updates a frame
inline constexpr float speechSparsity = 0.1F; // L1 weight on speech activations, share of the unit gradient
inline constexpr float noiseSparsity = 0.0F;
inline constexpr float trainedNoiseSparsity =
    0.2F; // the same for noise atoms from training, beside a tracked atom
inline constexpr float maskExponent = 1.5F;
inline constexpr float trackedNoise = 1.5F;  // times the tracked minimum: what the tracked atom stands for
inline constexpr float maskSmoothing = 0.0F; // share of the last frame kept
inline constexpr float warmStart = 0.0F;     // share of the last frame's activations in the start; 0: uniform
inline constexpr float decisionDirected =
    0.0F; // weight of the last frame's estimate in the SNR (Ephraim & Malah 1984)

// The tracked noise atom (separation/minimum_tracker.h): smoothing kept from hop to hop, and a window of 6
// times 8 hops (1.5 s at 32 ms), longer than a syllable and shorter than a change of room.
inline constexpr double trackedSmoothing = 0.8;
inline constexpr int trackedSubWindows = 6;
inline constexpr double trackedSubWindowHops = 8;
inline constexpr int trackedSettlingFrames = 5; // the mean of the first frames is the first estimate
// A frame counts for at most this many times the smoothed magnitude, so that a click or a bad sample is soon
// forgotten; a rise of the noise itself is followed within a few frames.
inline constexpr float trackedRise = 10;
// The tracked atom starts from this share of the minimum; the updates find the rest.
inline constexpr float trackedStart = 0.5F;

// Every bin of every atom is at least this share of the atom's mean (-80 dB), so that whatever comes in can
// be explained.
inline constexpr float atomFloor = 1e-4F;
// Above the dictionary's bandwidth the mask is the mean over this uppermost share of the known band: a
// quarter (6 to 8 kHz for atoms up to 8 kHz) is wide enough not to flutter and near enough to follow
// fricatives.
inline constexpr double carriedShare = 0.25;
// Bound of the last frame's posterior magnitude ratio in the decision-directed SNR: 30 dB.
inline constexpr float largestPosteriorRatio = 31.6F;

// --- What a model may ask for; a file beyond is refused ---
inline constexpr double shortestFrame = 0.004; // s
inline constexpr double longestFrame = 0.128;  // s
inline constexpr int largestOverlap = 16;
inline constexpr int mostIterations = 200;
inline constexpr int mostAtoms = 2048;
inline constexpr int longestAxis = 16384;         // values of the frequency axis
inline constexpr float largestBandwidth = 384000; // Hz
inline constexpr unsigned longestName = 256;      // bytes
inline constexpr float largestSparsity = 100;
inline constexpr float largestExponent = 8;

// --- Learning a user's noise ---
inline constexpr int learnedAtoms = 16;
inline constexpr int learnedIterations = 50;
// L1 weight on speech where the noise is known: higher, as the learned atoms explain the noise better than
// the factory's.
inline constexpr float learnedSpeechSparsity = 0.2F;
inline constexpr int mostLearnedFrames = 4000; // more are thinned out evenly: 64 s at 62.5 frames a second
// A recording says nothing above this share of its Nyquist frequency: there anti-alias filters fall.
inline constexpr double trustedShareOfNyquist = 0.95;

// --- Streams ---
inline constexpr double lowestRate = 1000;    // Hz
inline constexpr double highestRate = 768000; // Hz
inline constexpr int mostChannels = 64;
inline constexpr int chunkSamples = 256; // the denoiser works through longer blocks in pieces of this size

// --- Controls ---
inline constexpr float defaultAmountDb = 30.0F; // attenuation limit; the plugin's default as well
inline constexpr float noLimitAmountDb = 100.0F;
inline constexpr float largestSensitivityDb = 20.0F;
inline constexpr float longestSmoothingMs = 500.0F;
inline constexpr int noiseLevels = 8;              // noise groups with a level of their own
inline constexpr double controlRampSeconds = 0.02; // length of a parameter's ramp

} // namespace winnow::separation::constants
