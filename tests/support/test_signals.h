// SPDX-License-Identifier: GPL-3.0-or-later
/// Signals for tests, the same for the same seed everywhere.
#pragma once

#include <cstdint>
#include <vector>

namespace winnow::test {

/// White noise, uniform in -amplitude .. amplitude.
std::vector<float> whiteNoise(int samples, float amplitude, std::uint32_t seed = 1);

std::vector<float> sine(int samples, double frequency, double sampleRate, float amplitude);

/// Harmonics of 140 Hz, gliding a little, switched on and off like syllables.
std::vector<float> voiced(int samples, double sampleRate, float amplitude);

/// voiced() in white noise 6 dB weaker.
std::vector<float> noisySpeech(int samples, double sampleRate, std::uint32_t seed = 1);

double rms(const std::vector<float>& samples);

} // namespace winnow::test
