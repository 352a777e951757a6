// SPDX-License-Identifier: GPL-3.0-or-later
/// SI-SDR and segmental SNR.
#include "separation/metrics.h"

#include "separation/metric_input.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <vector>

namespace winnow::separation {
namespace {

double meanOf(std::span<const float> samples) {
    return std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
}

} // namespace

double siSdr(std::span<const float> reference, std::span<const float> estimate) {
    checkMetricInput(reference, estimate, "SI-SDR");
    const double referenceMean = meanOf(reference), estimateMean = meanOf(estimate);
    double energy = 0, product = 0;
    for (std::size_t n = 0; n < reference.size(); ++n) {
        const double r = reference[n] - referenceMean;
        energy += r * r;
        product += r * (estimate[n] - estimateMean);
    }
    if (energy <= 0) throw std::invalid_argument("SI-SDR: the reference is silent");

    // The residual is summed itself: energies subtracted from one another would lose it at high ratios.
    const double scale = product / energy;
    double residual = 0;
    for (std::size_t n = 0; n < reference.size(); ++n) {
        const double e = estimate[n] - estimateMean - scale * (reference[n] - referenceMean);
        residual += e * e;
    }
    return ratioDb(scale * scale * energy, residual);
}

double segmentalSnr(std::span<const float> reference, std::span<const float> estimate, double sampleRate) {
    constexpr double frameSeconds = 0.03, lowest = -10, highest = 35; // s, dB, dB
    constexpr std::size_t overlap = 4;                                // frames a sample
    checkMetricInput(reference, estimate, "segmental SNR");
    if (!(sampleRate > 0)) throw std::invalid_argument("segmental SNR: the sample rate must be above 0");
    const auto frame = static_cast<std::size_t>(std::max(4.0, std::round(frameSeconds * sampleRate)));
    const std::size_t hop = frame / overlap;
    if (reference.size() < frame) throw std::invalid_argument("segmental SNR: less than one frame of 30 ms");

    std::vector<double> power(frame); // of the window
    for (std::size_t i = 0; i < frame; ++i) {
        const double phase =
            2 * std::numbers::pi * static_cast<double>(i + 1) / static_cast<double>(frame + 1);
        power[i] = std::pow(0.5 - 0.5 * std::cos(phase), 2);
    }
    double sum = 0, total = 0;
    std::size_t frames = 0;
    for (std::size_t start = 0; start + frame <= reference.size(); start += hop, ++frames) {
        double signal = 0, noise = 0;
        for (std::size_t i = 0; i < frame; ++i) {
            const double r = reference[start + i], e = r - estimate[start + i];
            signal += power[i] * r * r;
            noise += power[i] * e * e;
        }
        total += signal;
        sum += std::clamp(ratioDb(signal, noise), lowest, highest);
    }
    if (total <= 0) throw std::invalid_argument("segmental SNR: the reference is silent");
    return sum / static_cast<double>(frames);
}

} // namespace winnow::separation
