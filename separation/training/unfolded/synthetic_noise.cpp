// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/synthetic_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace winnow::separation::unfolded {
namespace {

constexpr double sampleRate = 16000;
constexpr double twoPi = 2 * std::numbers::pi;

void normalise(std::span<float> signal) {
    double energy = 1e-20;
    for (const float v : signal)
        energy += static_cast<double>(v) * static_cast<double>(v);
    const auto gain = static_cast<float>(std::sqrt(static_cast<double>(signal.size()) / energy));
    for (float& v : signal)
        v *= gain;
}

void coloured(std::span<float> out, Random& random, SpectralShaper& shaper) {
    for (float& v : out)
        v = random.gauss();
    const double slope = random.uniform(0, 9) / 6.02; // power of 1/f for magnitudes
    const double corner = random.uniform(30, 400);
    double centre[3], width[3], height[3];
    const int peaks = random.chance(0.5) ? static_cast<int>(random.index(4)) : 0;
    for (int i = 0; i < peaks; ++i) {
        centre[i] = std::exp(random.uniform(std::log(80.0), std::log(7000.0)));
        width[i] = centre[i] * random.uniform(0.02, 0.3);
        height[i] = random.uniform(1, 8);
    }
    shaper.shape(out, [&](double hz) {
        double gain = std::pow(1 + hz / corner, -slope);
        for (int i = 0; i < peaks; ++i)
            gain *= 1 + height[i] / (1 + std::pow((hz - centre[i]) / width[i], 2));
        return gain;
    });
}

/// Slow waves, beats of machines, or gusts.
void modulate(std::span<float> signal, Random& random) {
    const double rate = std::exp(random.uniform(std::log(0.3), std::log(25.0)));
    const double depth = random.uniform(0.3, 1), sharpness = random.uniform(1, 4);
    double phase = random.uniform(0, twoPi), drift = 1;
    for (float& v : signal) {
        drift += 2e-4 * static_cast<double>(random.gauss()) - 1e-4 * (drift - 1);
        phase += twoPi * rate * drift / sampleRate;
        v *= static_cast<float>(1 - depth + depth * std::pow(0.5 - 0.5 * std::cos(phase), sharpness));
    }
}

/// A fundamental with drift and harmonics that fall with random weights.
void harmonic(std::span<float> out, double f0, double driftShare, int harmonics, double slope,
              Random& random) {
    std::vector<double> weight(static_cast<std::size_t>(harmonics)), start(weight.size());
    for (std::size_t i = 0; i < weight.size(); ++i) {
        weight[i] = random.uniform(0.1, 1) * std::pow(static_cast<double>(i + 1), -slope);
        start[i] = random.uniform(0, twoPi);
    }
    const double wobble = random.uniform(0.1, 6), depth = driftShare * random.uniform(0, 1);
    const double glide = driftShare * random.uniform(-1, 1);
    // One rotation a sample for the fundamental; each harmonic's is the last one's times it.
    std::vector<float> c(out.size()), d(out.size()), re(out.size(), 1.0F), im(out.size(), 0.0F);
    double phase = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / sampleRate;
        phase += f0 * (1 + glide * t / 3 + depth * std::sin(twoPi * wobble * t)) / sampleRate;
        const auto angle = static_cast<float>(twoPi * (phase - std::floor(phase)));
        c[i] = std::cos(angle);
        d[i] = std::sin(angle);
    }
    std::fill(out.begin(), out.end(), 0.0F);
    for (std::size_t h = 0; h < weight.size(); ++h) {
        if (f0 * static_cast<double>(h + 1) * (1 + 2 * driftShare) > 7800) break;
        const auto a = static_cast<float>(weight[h] * std::sin(start[h])),
                   b = static_cast<float>(weight[h] * std::cos(start[h]));
        for (std::size_t i = 0; i < out.size(); ++i) {
            const float x = re[i] * c[i] - im[i] * d[i], y = re[i] * d[i] + im[i] * c[i];
            re[i] = x;
            im[i] = y;
            out[i] += a * x + b * y;
        }
    }
}

void clicks(std::span<float> out, Random& random, SpectralShaper& shaper) {
    std::fill(out.begin(), out.end(), 0.0F);
    const double every = std::exp(random.uniform(std::log(0.05), std::log(0.8))); // s
    const bool regular = random.chance(0.4);
    const double longest = std::exp(random.uniform(std::log(0.002), std::log(0.15)));
    for (double at = random.uniform(0, every); at * sampleRate < static_cast<double>(out.size());
         at += every * (regular ? 1.0 : random.uniform(0.2, 1.8))) {
        const double length = longest * random.uniform(0.3, 1) * sampleRate, level = random.uniform(0.2, 1);
        const auto from = static_cast<std::size_t>(at * sampleRate);
        const std::size_t to = std::min(out.size(), from + static_cast<std::size_t>(3 * length) + 2);
        for (std::size_t i = from; i < to; ++i)
            out[i] += static_cast<float>(level * std::exp(-static_cast<double>(i - from) / length)) *
                      random.gauss();
    }
    const double centre = std::exp(random.uniform(std::log(200.0), std::log(6000.0))),
                 width = random.uniform(0.3, 2);
    shaper.shape(
        out, [&](double hz) { return 0.05 + 1 / (1 + std::pow(std::log((hz + 20) / centre) / width, 2)); });
    for (float& v : out)
        v += 0.01F * random.gauss() * 0.1F; // no digital silence between
}

void one(std::span<float> out, Random& random, SpectralShaper& shaper) {
    switch (random.index(5)) {
    case 0:
        coloured(out, random, shaper);
        break;
    case 1:
        coloured(out, random, shaper);
        modulate(out, random);
        break;
    case 2:
        harmonic(out, random.chance(0.5) ? 50 : 60, 0.002, 12 + static_cast<int>(random.index(20)),
                 random.uniform(0.2, 1.2), random);
        break;
    case 3:
        harmonic(out, std::exp(random.uniform(std::log(40.0), std::log(2500.0))), random.uniform(0, 0.15),
                 1 + static_cast<int>(random.index(24)), random.uniform(0, 1.2), random);
        if (random.chance(0.3)) modulate(out, random);
        break;
    default:
        clicks(out, random, shaper);
    }
    normalise(out);
}

} // namespace

void makeSyntheticNoise(std::span<float> out, Random& random, SpectralShaper& shaper) {
    one(out, random, shaper);
    // Tones alone are rare in life: a bed of coloured noise, or a second kind, under most of them.
    if (random.chance(0.6)) {
        std::vector<float> second(out.size());
        if (random.chance(0.5))
            coloured(second, random, shaper);
        else
            one(second, random, shaper);
        normalise(second);
        const auto gain = static_cast<float>(std::pow(10.0, random.uniform(-20, 0) / 20));
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] += gain * second[i];
    }
}

} // namespace winnow::separation::unfolded
