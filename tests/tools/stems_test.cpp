// SPDX-License-Identifier: GPL-3.0-or-later
/// Stems of `winnow denoise`.
#include "tests/support/catch.h"
#include "tests/tools/denoise_fixture.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;
using dsp::Container;
using dsp::SampleFormat;

namespace {

struct Stems {
    std::vector<float> input, clean, speech, noise;
};

Stems stemsOf(const TempDir& folder, const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {(folder / name).string(), "--out-dir", (folder / "out").string(), "--stems"});
    const auto result = denoise(more);
    CAPTURE(result.err);
    REQUIRE(result.exitCode == 0);
    const std::filesystem::path out = folder / "out" / name;
    const auto stem = [&](const char* kind) {
        return dsp::readAudio(out.parent_path() / (out.stem().string() + kind + out.extension().string()))
            .samples;
    };
    return {dsp::readAudio(folder / name).samples, dsp::readAudio(out).samples, stem(".speech"),
            stem(".noise")};
}

double largestMissing(const Stems& stems) {
    double largest = 0;
    for (std::size_t i = 0; i < stems.input.size(); ++i) {
        const double sum = double{stems.speech.at(i)} + double{stems.noise.at(i)};
        largest = std::max(largest, std::abs(sum - double{stems.input[i]}));
    }
    return largest;
}

} // namespace

TEST_CASE("stems of integer files add up to the input exactly") {
    const auto [name, container, format] = GENERATE(
        table<std::string, Container, SampleFormat>({{"talk.wav", Container::Wav, SampleFormat::Pcm16},
                                                     {"talk.wav", Container::Wav, SampleFormat::Pcm24},
                                                     {"talk.flac", Container::Flac, SampleFormat::Pcm16},
                                                     {"talk.flac", Container::Flac, SampleFormat::Pcm24}}));
    TempDir folder;
    writeNoisy(folder / name, container, format, 2);
    const Stems stems = stemsOf(folder, name);
    REQUIRE(stems.noise.size() == stems.input.size());
    CHECK(rms(stems.noise) > 0);
    CHECK(largestMissing(stems) == 0);
}

TEST_CASE("stems of float and 32 bit files add up to the input within float error") {
    const auto format = GENERATE(SampleFormat::Float32, SampleFormat::Pcm32);
    TempDir folder;
    writeNoisy(folder / "talk.wav", Container::Wav, format);
    CHECK(largestMissing(stemsOf(folder, "talk.wav")) < 2e-7);
}

TEST_CASE("the speech stem is the clean sound") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const Stems stems = stemsOf(folder, "talk.wav");
    CHECK(stems.speech == stems.clean);
}

TEST_CASE("with amount 0 nothing is taken away") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    const Stems stems = stemsOf(folder, "talk.wav", {"--amount", "0"});
    CHECK(rms(stems.noise) == 0);
    CHECK(stems.speech == stems.input);
}

TEST_CASE("stems add up where the sound is at full scale") {
    TempDir folder;
    auto samples = whiteNoise(8000, 1.0F);
    for (float& sample : samples)
        sample = sample > 0 ? 1.0F : -1.0F;
    writeAudio(folder / "loud.wav", formatOf(Container::Wav, SampleFormat::Pcm16, 1, 16000), samples);
    CHECK(largestMissing(stemsOf(folder, "loud.wav")) == 0);
}

TEST_CASE("a stem that exists is kept, and then nothing else is written") {
    TempDir folder;
    writeNoisyWav(folder / "talk.wav");
    writeFile(folder / "out.noise.wav", "precious");
    const auto result =
        denoise({(folder / "talk.wav").string(), "-o", (folder / "out.wav").string(), "--stems"});
    CHECK(result.exitCode == 1);
    CHECK(contentOf(folder / "out.noise.wav") == "precious");
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
    CHECK_FALSE(std::filesystem::exists(folder / "out.speech.wav"));
}
