// SPDX-License-Identifier: GPL-3.0-or-later
/// Signals for tests of metrics and training, made by formulas that any language repeats bit for bit or
/// nearly so.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace winnow::test {

/// White noise, uniform in -1 .. 1: splitmix64 of seed + n, upper 53 bits.
inline std::vector<float> uniformNoise(std::size_t samples, std::uint64_t seed) {
    std::vector<float> out(samples);
    for (std::size_t n = 0; n < samples; ++n) {
        std::uint64_t z = (seed << 32U) + n * 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        z ^= z >> 31U;
        out[n] = static_cast<float>(static_cast<double>(z >> 11U) * 0x1p-52 - 1.0);
    }
    return out;
}

/// Something like speech: 25 harmonics of a gliding pitch under a moving formant, syllables at 3 Hz with
/// pauses.
inline std::vector<float> speechLike(std::size_t samples, double rate) {
    constexpr double tau = 2 * std::numbers::pi;
    std::vector<float> out(samples);
    for (std::size_t n = 0; n < samples; ++n) {
        const double t = static_cast<double>(n) / rate;
        const double pitchPhase = tau * (130 * t + 8 * std::sin(tau * 0.7 * t) / (tau * 0.7));
        const double formant = 900 + 600 * std::sin(tau * 1.3 * t);
        const double syllable = std::fmax(0.0, std::sin(tau * 3 * t) + 0.3 * std::sin(tau * 0.9 * t));
        double sum = 0;
        for (int h = 1; h <= 25; ++h)
            sum += std::sin(h * pitchPhase) / (1 + std::pow((130 * h - formant) / 400, 2));
        out[n] = static_cast<float>(0.1 * syllable * sum);
    }
    return out;
}

/// a + gain * b.
inline std::vector<float> mix(std::span<const float> a, std::span<const float> b, double gain) {
    std::vector<float> out(a.size());
    for (std::size_t n = 0; n < a.size(); ++n)
        out[n] = static_cast<float>(a[n] + gain * b[n]);
    return out;
}

inline std::vector<float> scaled(std::span<const float> a, double gain) {
    std::vector<float> out(a.begin(), a.end());
    for (float& sample : out)
        sample = static_cast<float>(sample * gain);
    return out;
}

/// y[n] = sum_k taps[k] x[n - k], of x's length.
inline std::vector<float> filtered(std::span<const float> x, std::span<const double> taps) {
    std::vector<float> out(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        double sum = 0;
        for (std::size_t k = 0; k < taps.size() && k <= n; ++k)
            sum += taps[k] * x[n - k];
        out[n] = static_cast<float>(sum);
    }
    return out;
}

inline double energy(std::span<const float> x) {
    double sum = 0;
    for (const float sample : x)
        sum += static_cast<double>(sample) * sample;
    return sum;
}

/// b without its component along a, scaled to a's energy times 10^(-db/10): orthogonal noise at a known
/// ratio.
inline std::vector<float> orthogonalNoise(std::span<const float> a, std::span<const float> b, double db) {
    double product = 0;
    for (std::size_t n = 0; n < a.size(); ++n)
        product += static_cast<double>(a[n]) * b[n];
    const auto rest = mix(b, a, -product / energy(a));
    return scaled(rest, std::sqrt(energy(a) / energy(rest) * std::pow(10, -db / 10)));
}

} // namespace winnow::test
