// SPDX-License-Identifier: GPL-3.0-or-later
/// What an atom looks and sounds like.
#include "plugin/engine/atom_sound.h"

#include "dsp/fft.h"
#include "separation/layered/layered_model.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

namespace winnow::plugin {

namespace {

constexpr float peak = 0.25F;
constexpr double fadeSeconds = 0.02;

template <class Matrix> std::vector<float> column(const Matrix& atoms, int index) {
    std::vector<float> values(static_cast<std::size_t>(atoms.rows()));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = atoms(static_cast<decltype(atoms.rows())>(i), index);
    return values;
}

} // namespace

float magnitudeAt(const AtomSpectrum& spectrum, double hz) {
    const auto& axis = spectrum.frequenciesHz;
    if (spectrum.magnitudes.empty()) return 0;
    const auto above = std::lower_bound(axis.begin(), axis.end(), static_cast<float>(hz));
    if (above == axis.end()) return 0;
    const auto i = static_cast<std::size_t>(above - axis.begin());
    if (i == 0) return spectrum.magnitudes.front();
    const auto share = (static_cast<float>(hz) - axis[i - 1]) / (axis[i] - axis[i - 1]);
    return spectrum.magnitudes[i - 1] + share * (spectrum.magnitudes[i] - spectrum.magnitudes[i - 1]);
}

AtomSpectrum atomSpectrum(const separation::Model& model, int atom) {
    AtomSpectrum spectrum;
    spectrum.frameSeconds = model.frontEnd().frameSeconds;
    for (const separation::AtomGroup& group : model.groups()) {
        if (atom < group.first || atom >= group.first + group.count) continue;
        spectrum.group = group.name;
        spectrum.numberInGroup = atom - group.first + 1;
    }
    if (spectrum.group.empty()) return spectrum;
    if (const auto* plain = dynamic_cast<const separation::NmfModel*>(&model)) {
        const auto& atoms = plain->dictionary().atoms();
        if (atom < atoms.cols()) {
            spectrum.frequenciesHz = plain->dictionary().frequenciesHz();
            spectrum.magnitudes = column(atoms, atom);
        }
    } else if (const auto* layered = dynamic_cast<const separation::layered::LayeredModel*>(&model)) {
        const auto& atoms = layered->weights().R;
        if (atom < atoms.cols()) {
            spectrum.magnitudes = column(atoms, atom);
            for (std::size_t k = 0; k < spectrum.magnitudes.size(); ++k)
                spectrum.frequenciesHz.push_back(
                    static_cast<float>(static_cast<double>(k) / spectrum.frameSeconds));
        }
    }
    return spectrum;
}

std::vector<float> atomSound(const AtomSpectrum& spectrum, double sampleRate, double seconds) {
    if (spectrum.magnitudes.empty()) return {};
    const int hop = std::max(32, static_cast<int>(spectrum.frameSeconds * sampleRate / 2));
    const int size = 2 * hop;
    const auto samples = static_cast<std::size_t>(seconds * sampleRate);
    std::vector<float> sound(samples + static_cast<std::size_t>(size), 0.0F);
    dsp::RealFft fft(size);
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(fft.bins()));
    std::vector<float> frame(static_cast<std::size_t>(size));
    std::mt19937 random(1);
    for (std::size_t start = 0; start < samples; start += static_cast<std::size_t>(hop)) {
        for (std::size_t k = 0; k < bins.size(); ++k) {
            const double phase = 2 * std::numbers::pi * random() / 4294967296.0;
            const double hz = static_cast<double>(k) * sampleRate / size;
            bins[k] = std::polar(magnitudeAt(spectrum, hz), static_cast<float>(phase));
        }
        bins.front() = bins.back() = 0;
        fft.inverse(bins, frame);
        for (int i = 0; i < size;
             ++i) // sine windows: their squares, as powers by chance phases, add up to one
            sound[start + static_cast<std::size_t>(i)] +=
                frame[static_cast<std::size_t>(i)] *
                static_cast<float>(std::sin(std::numbers::pi * (i + 0.5) / size));
    }
    sound.resize(samples);
    float most = 1e-20F;
    for (const float x : sound)
        most = std::max(most, std::abs(x));
    const auto fade = static_cast<std::size_t>(fadeSeconds * sampleRate);
    for (std::size_t i = 0; i < samples; ++i) {
        const auto fromEdge = std::min(i, samples - 1 - i);
        const float share = fromEdge < fade ? static_cast<float>(fromEdge) / static_cast<float>(fade) : 1.0F;
        sound[i] *= share * peak / most;
    }
    return sound;
}

} // namespace winnow::plugin
