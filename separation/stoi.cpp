// SPDX-License-Identifier: GPL-3.0-or-later
/// STOI and ESTOI on one front end: silent frames removed, third-octave envelopes, segments of 30 frames.
/// Constants and frame counts as in the authors' programs (stoi.m 2011, estoi.m 2016).
#include "dsp/fft.h"
#include "dsp/resampler.h"
#include "separation/metric_input.h"
#include "separation/metrics.h"

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

namespace winnow::separation {
namespace {

constexpr double rate = 10000;           // Hz
constexpr std::size_t frameLength = 256; // samples
constexpr std::size_t hop = 128;
constexpr int fftSize = 512;
constexpr int bands = 15;
constexpr double firstCentre = 150; // Hz
constexpr int segmentFrames = 30;
constexpr double dynamicRangeDb = 40; // frames further below the loudest one are silent
constexpr double clipDb = -15;        // lowest signal-to-distortion ratio of an envelope's value

using Envelopes = Eigen::Array<double, bands, Eigen::Dynamic>;
using Segment = Eigen::Array<double, bands, segmentFrames>;

/// MATLAB's hanning(256): without the zeros at the ends.
std::array<double, frameLength> makeWindow() {
    std::array<double, frameLength> window;
    for (std::size_t i = 0; i < frameLength; ++i)
        window[i] =
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i + 1) / (frameLength + 1));
    return window;
}

/// First bins of the bands and the end of the last: edges half a sixth of an octave around the centres, at
/// the nearest bin.
std::array<int, bands + 1> bandEdges() {
    std::array<int, bands + 1> edges;
    for (int j = 0; j <= bands; ++j)
        edges[static_cast<std::size_t>(j)] =
            static_cast<int>(std::lround(firstCentre * std::exp2((2 * j - 1) / 6.0) * fftSize / rate));
    return edges;
}

/// Number of frames the authors' loops take: the last one ends before the last sample.
std::size_t frameCount(std::size_t samples) {
    return samples > frameLength ? (samples - frameLength - 1) / hop + 1 : 0;
}

struct Pair {
    std::vector<float> reference, estimate;
};

/// Both signals without the frames in which the reference is silent, put together again by overlap-add.
Pair removeSilence(const Pair& in) {
    const auto window = makeWindow();
    const std::size_t frames = frameCount(in.reference.size());
    std::vector<double> energy(frames);
    for (std::size_t t = 0; t < frames; ++t)
        for (std::size_t i = 0; i < frameLength; ++i)
            energy[t] += std::pow(in.reference[t * hop + i] * window[i], 2);
    const double loudest = frames > 0 ? *std::max_element(energy.begin(), energy.end()) : 0;
    if (loudest <= 0) throw std::invalid_argument("STOI: the reference is silent");
    const double threshold = loudest * std::pow(10, -dynamicRangeDb / 10);

    Pair out{std::vector<float>(in.reference.size()), std::vector<float>(in.reference.size())};
    std::size_t kept = 0;
    for (std::size_t t = 0; t < frames; ++t) {
        if (energy[t] <= threshold) continue;
        for (std::size_t i = 0; i < frameLength; ++i) {
            out.reference[kept * hop + i] += static_cast<float>(in.reference[t * hop + i] * window[i]);
            out.estimate[kept * hop + i] += static_cast<float>(in.estimate[t * hop + i] * window[i]);
        }
        ++kept;
    }
    const std::size_t length = (kept - 1) * hop + frameLength;
    out.reference.resize(length);
    out.estimate.resize(length);
    return out;
}

/// Root of the energy in each third-octave band and frame.
Envelopes envelopes(std::span<const float> samples, dsp::RealFft& fft) {
    const auto window = makeWindow();
    const auto edges = bandEdges();
    Envelopes out(bands, static_cast<Eigen::Index>(frameCount(samples.size())));
    std::array<float, fftSize> frame{};
    std::array<std::complex<float>, fftSize / 2 + 1> spectrum;
    for (Eigen::Index t = 0; t < out.cols(); ++t) {
        const auto input = samples.subspan(static_cast<std::size_t>(t) * hop, frameLength);
        std::transform(input.begin(), input.end(), window.begin(), frame.begin(),
                       [](float sample, double weight) { return static_cast<float>(sample * weight); });
        fft.forward(frame, spectrum);
        for (int j = 0; j < bands; ++j) {
            double sum = 0;
            for (int k = edges[static_cast<std::size_t>(j)]; k < edges[static_cast<std::size_t>(j) + 1]; ++k)
                sum += std::norm(std::complex<double>(spectrum[static_cast<std::size_t>(k)]));
            out(j, t) = std::sqrt(sum);
        }
    }
    return out;
}

/// Rows with their mean removed and scaled to norm 1; rows that do not vary become 0.
template <class Derived> auto normaliseRows(const Eigen::ArrayBase<Derived>& rows) {
    auto centred = (rows.colwise() - rows.rowwise().mean()).eval();
    for (Eigen::Index i = 0; i < centred.rows(); ++i) {
        const double norm = centred.row(i).matrix().norm();
        centred.row(i) *= norm > 1e-12 * rows.row(i).matrix().norm() ? 1 / norm : 0.0;
    }
    return centred;
}

/// Mean correlation of the bands' envelopes, the estimate's scaled to the reference's energy and clipped
/// (eqs. 3-5).
double segmentStoi(const Segment& x, const Segment& y) {
    static const double clip = 1 + std::pow(10, -clipDb / 20);
    const auto energyY = y.square().rowwise().sum();
    const Eigen::Array<double, bands, 1> scale =
        (energyY > 0).select((x.square().rowwise().sum() / energyY).sqrt(), 0.0);
    const Segment clipped = (y.colwise() * scale).min(x * clip);
    return (normaliseRows(x) * normaliseRows(clipped)).sum() / bands;
}

/// Mean correlation of the spectra after normalising bands over time and spectra over bands (eqs. 3-8).
double segmentEstoi(const Segment& x, const Segment& y) {
    const auto normalise = [](const Segment& segment) {
        return normaliseRows(normaliseRows(segment).transpose()).eval();
    };
    return (normalise(x) * normalise(y)).sum() / segmentFrames;
}

template <class OfSegment>
double meanOverSegments(std::span<const float> reference, std::span<const float> estimate, double sampleRate,
                        OfSegment&& ofSegment) {
    checkMetricInput(reference, estimate, "STOI");
    if (!(sampleRate > 0)) throw std::invalid_argument("STOI: the sample rate must be above 0");
    const Pair speech = removeSilence(
        {dsp::resample(reference, sampleRate, rate), dsp::resample(estimate, sampleRate, rate)});
    dsp::RealFft fft(fftSize);
    const Envelopes x = envelopes(speech.reference, fft), y = envelopes(speech.estimate, fft);
    const Eigen::Index segments = x.cols() - segmentFrames + 1;
    if (segments < 1) throw std::invalid_argument("STOI: less than 30 frames (0.4 s) of speech");
    double sum = 0;
    for (Eigen::Index m = 0; m < segments; ++m)
        sum += ofSegment(x.middleCols<segmentFrames>(m), y.middleCols<segmentFrames>(m));
    return sum / static_cast<double>(segments);
}

} // namespace

double stoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate) {
    return meanOverSegments(reference, estimate, sampleRate, segmentStoi);
}

double estoi(std::span<const float> reference, std::span<const float> estimate, double sampleRate) {
    return meanOverSegments(reference, estimate, sampleRate, segmentEstoi);
}

} // namespace winnow::separation
