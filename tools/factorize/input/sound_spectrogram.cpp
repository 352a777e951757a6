// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/sound_spectrogram.h"

#include "dsp/audio_file.h"
#include "dsp/stft.h"
#include "tools/factorize/input/byte_source.h"
#include "tools/output_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::tools {
namespace {

constexpr int highestRate = 2000000; // Hz; a damaged header must not ask for a frame of gigabytes

std::vector<float> monoSamples(dsp::AudioReader& reader) {
    const auto channels = static_cast<std::size_t>(reader.format().channels);
    std::vector<float> mono, block(8192 * channels);
    while (const std::int64_t frames = reader.read(block)) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
            const auto first = block.begin() + static_cast<std::ptrdiff_t>(i * channels);
            mono.push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(channels), 0.0F) /
                           static_cast<float>(channels));
        }
    }
    return mono;
}

} // namespace

template <class T> MatrixData<T> readSoundSpectrogram(const std::filesystem::path& path, double frameMs) {
    sizeOfInput(path);
    dsp::AudioReader reader(path);
    const int rate = reader.format().sampleRate;
    if (rate > highestRate)
        throw FileError(path, "has an impossible sample rate, " + std::to_string(rate) + " Hz");
    std::vector<float> samples = monoSamples(reader);
    if (samples.empty()) throw FileError(path, "holds no sound");
    const int size = 16 * std::max(1, static_cast<int>(std::lround(frameMs * rate / 16000.0)));
    const int hop = size / 4;
    dsp::Stft stft;
    const std::vector<float> window = dsp::hann(size);
    stft.prepare({1, hop, {window, window}});
    const std::size_t frames =
        (samples.size() + static_cast<std::size_t>(hop) - 1) / static_cast<std::size_t>(hop);
    samples.resize(frames * static_cast<std::size_t>(hop), 0.0F);
    const float scale = 2 / std::accumulate(window.begin(), window.end(), 0.0F);

    MatrixData<T> result;
    result.kind = "sound";
    result.dense.resize(stft.bins(), static_cast<Index>(frames));
    std::vector<std::complex<float>> spectrum(static_cast<std::size_t>(stft.bins()));
    for (std::size_t t = 0; t < frames; ++t) {
        const auto step = static_cast<std::size_t>(hop);
        stft.analyse(0, std::span<const float>(samples).subspan(t * step, step), spectrum);
        for (Index f = 0; f < stft.bins(); ++f)
            result.dense(f, static_cast<Index>(t)) =
                static_cast<T>(scale * std::abs(spectrum[static_cast<std::size_t>(f)]));
    }
    for (int f = 0; f < stft.bins(); ++f)
        result.rowNames.push_back(fmt::format("{:g}", static_cast<double>(f) * rate / size));
    return result;
}

template MatrixData<float> readSoundSpectrogram(const std::filesystem::path&, double);
template MatrixData<double> readSoundSpectrogram(const std::filesystem::path&, double);

} // namespace winnow::tools
