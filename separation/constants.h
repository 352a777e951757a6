// SPDX-License-Identifier: GPL-3.0-or-later
/// Every tuning constant of the separation layer, with its unit and its source.
#pragma once

namespace winnow::separation::constants {

// --- Plain supervised NMF (chosen on the development mixtures; docs/EXPERIMENTS.md) ---
inline constexpr double frameSeconds = 0.032;   // s
inline constexpr int overlap = 2;               // frames a sample
inline constexpr int iterations = 15;           // multiplicative updates a frame
inline constexpr float speechSparsity = 0.1F;   // L1 weight on speech activations, share of the unit gradient
inline constexpr float noiseSparsity = 0.0F;
inline constexpr float maskExponent = 2.0F;     // Wiener
inline constexpr float maskSmoothing = 0.0F;    // share of the last frame kept

// --- Learning a user's noise ---
inline constexpr int learnedAtoms = 16;
inline constexpr int learnedIterations = 100;

// --- Controls ---
inline constexpr float defaultAmountDb = 30.0F; // attenuation limit; the plugin's default as well
inline constexpr float noLimitAmountDb = 100.0F;
inline constexpr double controlRampSeconds = 0.02; // length of a parameter's ramp

} // namespace winnow::separation::constants
