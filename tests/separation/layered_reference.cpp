// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/separation/layered_reference.h"

#include "dsp/stft.h"
#include "separation/safetensors.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>

namespace winnow::test {

using namespace separation;

Tensors readReferenceFile(const std::string& name) {
    std::ifstream in(std::string(WINNOW_TEST_DATA) + "/layered/" + name, std::ios::binary);
    if (!in) throw std::runtime_error("reference file missing: " + name);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto container = safetensors::read(std::as_bytes(std::span(bytes)));
    Tensors tensors;
    for (const auto& entry : container.entries) {
        Tensor tensor{entry.shape, std::vector<float>(entry.valueCount())};
        std::memcpy(tensor.values.data(), container.data.data() + entry.begin, entry.end - entry.begin);
        tensors.emplace(entry.name, std::move(tensor));
    }
    return tensors;
}

const Tensors& referenceClip() {
    static const Tensors clip = readReferenceFile("clip.safetensors");
    return clip;
}

const layered::LayeredWeights& referenceWeights() {
    static const layered::LayeredWeights weights =
        layered::weightsFromTensors(readReferenceFile("model.safetensors"), layered::LayeredConfig{});
    return weights;
}

std::shared_ptr<const layered::SharedModel> referenceModel() {
    static const auto model = std::make_shared<const layered::SharedModel>(
        layered::SharedModel{std::make_shared<const layered::PackedWeights>(referenceWeights()), {}});
    return model;
}

double relativeError(std::span<const float> actual, std::span<const float> expected) {
    if (actual.size() != expected.size()) return std::numeric_limits<double>::infinity();
    double error = 0, largest = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const double difference = std::abs(static_cast<double>(actual[i]) - static_cast<double>(expected[i]));
        error =
            std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(error, difference);
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    }
    return error / largest;
}

std::vector<std::vector<float>> precisePower(std::span<const float> samples, std::size_t frames) {
    constexpr std::size_t size = 512, hop = 256, bins = size / 2 + 1;
    constexpr double step = 2 * std::numbers::pi / size;
    std::vector<double> cosine(size), window(size), frame(size);
    for (std::size_t i = 0; i < size; ++i) {
        cosine[i] = std::cos(step * static_cast<double>(i));
        window[i] = std::sqrt(0.5 - 0.5 * cosine[i]);
    }
    std::vector<std::vector<float>> power(frames, std::vector<float>(bins));
    for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t at = t * hop + i; // of the signal behind `hop` zeros
            frame[i] = at >= hop && at - hop < samples.size()
                           ? window[i] * static_cast<double>(samples[at - hop])
                           : 0.0;
        }
        for (std::size_t k = 0; k < bins; ++k) {
            double real = 0, imaginary = 0;
            for (std::size_t i = 0; i < size; ++i) {
                real += frame[i] * cosine[i * k % size];
                imaginary += frame[i] * cosine[(i * k + size / 4) % size];
            }
            power[t][k] = static_cast<float>(real * real + imaginary * imaginary);
        }
    }
    return power;
}

SeparatedSignal separate(Separator& separator, std::span<const float> samples, double sampleRate,
                         int overlap) {
    const int size = frameSize({}, sampleRate), hop = size / overlap;
    const FrameSpec spec{sampleRate, size, hop};
    separator.prepare(spec);
    dsp::Stft stft;
    stft.prepare({1, hop, dsp::sqrtHannPair(size)});
    const auto bins = static_cast<std::size_t>(spec.bins());
    const float scale = 512.0F / static_cast<float>(size);
    std::vector<std::complex<float>> spectrum(bins);
    std::vector<float> power(bins), gain(bins), speech(bins), noise(bins);
    std::vector<float> in(static_cast<std::size_t>(hop)), out(in.size());

    SeparatedSignal result;
    const std::size_t delay = static_cast<std::size_t>(stft.analysisLatency() + stft.synthesisLatency());
    for (std::size_t at = 0; at < samples.size() + delay; at += in.size()) {
        for (std::size_t i = 0; i < in.size(); ++i)
            in[i] = at + i < samples.size() ? samples[at + i] : 0.0F;
        stft.analyse(0, in, spectrum);
        for (std::size_t k = 0; k < bins; ++k)
            power[k] = std::norm(spectrum[k] * scale);
        separator.process(power, {gain, speech, noise});
        for (std::size_t k = 0; k < bins; ++k)
            spectrum[k] *= gain[k];
        stft.synthesise(0, spectrum, out);
        result.gains.push_back(gain);
        result.output.insert(result.output.end(), out.begin(), out.end());
    }
    result.output.erase(result.output.begin(), result.output.begin() + static_cast<std::ptrdiff_t>(delay));
    result.output.resize(samples.size());
    return result;
}

std::vector<float> voice(double sampleRate, double seconds) {
    std::vector<float> samples(static_cast<std::size_t>(sampleRate * seconds));
    double phase = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i) / sampleRate;
        const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 3 * t)); // with pauses
        const double pitch = 120 + 30 * std::sin(2 * std::numbers::pi * 0.7 * t);
        phase += 2 * std::numbers::pi * pitch / sampleRate;
        double sum = 0;
        for (int h = 1; h <= 30; ++h)
            sum += std::sin(h * phase) / h;
        samples[i] = static_cast<float>(0.3 * syllable * sum);
    }
    return samples;
}

std::vector<float> whiteNoise(std::size_t count, float rms, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> samples(count);
    // Uniform by hand: the standard distributions differ between libraries.
    for (float& x : samples)
        x = rms * 1.7320508F * (2 * static_cast<float>(random()) / 4294967296.0F - 1);
    return samples;
}

} // namespace winnow::test
