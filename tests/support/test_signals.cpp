// SPDX-License-Identifier: GPL-3.0-or-later
/// Signals for tests.
#include "tests/support/test_signals.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>

namespace winnow::test {

std::vector<float> whiteNoise(int samples, float amplitude, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<float> out(static_cast<std::size_t>(samples));
    for (float& x : out)
        x = amplitude * static_cast<float>(random() / 2147483648.0 - 1.0);
    return out;
}

std::vector<float> sine(int samples, double frequency, double sampleRate, float amplitude) {
    std::vector<float> out(static_cast<std::size_t>(samples));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = amplitude * static_cast<float>(std::sin(2 * std::numbers::pi * frequency *
                                                         static_cast<double>(i) / sampleRate));
    return out;
}

std::vector<float> voiced(int samples, double sampleRate, float amplitude) {
    std::vector<float> out(static_cast<std::size_t>(samples));
    double phase = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / sampleRate;
        phase += 2 * std::numbers::pi * (140 + 15 * std::sin(3 * t)) / sampleRate;
        double sum = 0;
        for (int h = 1; h <= 20 && 160 * h < sampleRate / 2; ++h)
            sum += std::sin(h * phase) / (1 + 0.3 * h);
        const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 3 * t));
        out[i] = amplitude * static_cast<float>(0.3 * sum * syllable);
    }
    return out;
}

std::vector<float> noisySpeech(int samples, double sampleRate, std::uint32_t seed) {
    std::vector<float> out = voiced(samples, sampleRate, 0.5F);
    const std::vector<float> noise = whiteNoise(samples, 1.0F, seed);
    const float gain = static_cast<float>(0.5 * rms(out) / rms(noise));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] += gain * noise[i];
    return out;
}

double rms(const std::vector<float>& samples) {
    double sum = 0;
    for (const float x : samples)
        sum += static_cast<double>(x) * static_cast<double>(x);
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

} // namespace winnow::test
