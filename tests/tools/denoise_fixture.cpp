// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/denoise_fixture.h"

#include "tests/support/synthetic_model.h"

#include <cmath>
#include <stdexcept>

namespace winnow::test {

const std::filesystem::path& smallModel() {
    static const TempDir folder;
    static const std::filesystem::path path = [] {
        separation::saveModel(folder / "small.winnow", *syntheticModel(), true);
        return folder / "small.winnow";
    }();
    return path;
}

ProgramResult denoise(std::vector<std::string> arguments, const RunOptions& options) {
    arguments.insert(arguments.begin(), "denoise");
    arguments.insert(arguments.end(), {"--model", smallModel().string()});
    return runWinnow(arguments, options);
}

std::vector<float> noisyChannels(int frames, int sampleRate, int channels) {
    std::vector<float> interleaved(static_cast<std::size_t>(frames) * static_cast<std::size_t>(channels));
    for (int c = 0; c < channels; ++c) {
        const auto one = noisySpeech(frames, sampleRate, static_cast<std::uint32_t>(c + 1));
        for (std::size_t i = 0; i < one.size(); ++i)
            interleaved[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)] =
                one[i] / static_cast<float>(c + 1);
    }
    return interleaved;
}

dsp::AudioData writeNoisy(const std::filesystem::path& path, dsp::Container container,
                          dsp::SampleFormat sampleFormat, int channels, int sampleRate, int frames) {
    std::filesystem::create_directories(path.parent_path());
    writeAudio(path, formatOf(container, sampleFormat, channels, sampleRate),
               noisyChannels(frames, sampleRate, channels));
    return dsp::readAudio(path);
}

dsp::AudioData writeNoisyWav(const std::filesystem::path& path) {
    return writeNoisy(path, dsp::Container::Wav, dsp::SampleFormat::Pcm16);
}

double largestDistance(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size()) throw std::invalid_argument("signals of different lengths");
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
    return largest;
}

double loweredBy(const std::vector<float>& a, const std::vector<float>& b) {
    return 20 * std::log10(rms(a) / rms(b));
}

} // namespace winnow::test
