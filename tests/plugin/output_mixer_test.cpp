// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/output_mixer.h"
#include "tests/support/catch.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <vector>

using namespace winnow;
using namespace winnow::plugin;

namespace {

/// A block of what an engine gives: clean is a float, dry a double that no float can hold.
struct Block {
    std::vector<double> dry;
    std::vector<float> clean, noise;
    explicit Block(int samples = 200) {
        const auto a = test::whiteNoise(samples, 1.0F, 5), b = test::whiteNoise(samples, 0.3F, 6);
        for (int i = 0; i < samples; ++i) {
            const auto n = static_cast<std::size_t>(i);
            dry.push_back(static_cast<double>(a[n]) + 1e-12);
            noise.push_back(b[n]);
            clean.push_back(a[n] - b[n]);
        }
    }
};

std::vector<double> mainOf(OutputMixer& mixer, const Block& block) {
    std::vector<double> out(block.dry.size());
    mixer.advance(out.size());
    mixer.main(block.dry.data(), block.clean.data(), block.noise.data(), out.data());
    return out;
}

EngineControls with(OutputChoice output, float mix = 1, float gainDb = 0) {
    EngineControls controls;
    controls.output = output;
    controls.mix = mix;
    controls.outputGainDb = gainDb;
    return controls;
}

} // namespace

TEST_CASE("The mixer copies the dry signal where nothing but it is asked for, in double precision") {
    const Block block;
    EngineControls bypassed = with(OutputChoice::Noise, 0.5F, 12);
    bypassed.bypass = true;
    for (const EngineControls& controls :
         {with(OutputChoice::Dry), with(OutputChoice::Clean, 0), with(OutputChoice::Noise, 0), bypassed}) {
        OutputMixer mixer;
        mixer.prepare(48000, controls);
        CHECK(mainOf(mixer, block) == block.dry);
    }
}

TEST_CASE("The clean output in single precision is the engine's, bit for bit") {
    const Block block;
    OutputMixer mixer;
    mixer.prepare(48000, {});
    std::vector<float> out(block.clean.size()), dry(block.dry.begin(), block.dry.end());
    mixer.advance(out.size());
    mixer.main(dry.data(), block.clean.data(), block.noise.data(), out.data());
    CHECK(out == block.clean);
    mixer.speech(dry.data(), block.clean.data(), block.noise.data(), out.data());
    CHECK(out == block.clean);
}

TEST_CASE("Mix and gain are weights, of noise as of clean") {
    const Block block;
    const double gain = std::pow(10.0, 6.0 / 20.0);
    for (const OutputChoice output : {OutputChoice::Clean, OutputChoice::Noise}) {
        OutputMixer mixer;
        mixer.prepare(48000, with(output, 0.25F, 6));
        const auto out = mainOf(mixer, block);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const double wet = output == OutputChoice::Clean
                                   ? block.dry[i] - static_cast<double>(block.noise[i])
                                   : static_cast<double>(block.noise[i]);
            CHECK(out[i] == Approx(gain * (0.25 * wet + 0.75 * block.dry[i])).margin(1e-5));
        }
    }
}

TEST_CASE("A change ramps for 20 ms and then stands exactly at its target") {
    OutputMixer mixer;
    mixer.prepare(8000, with(OutputChoice::Clean)); // ramp: 160 samples
    mixer.setControls(with(OutputChoice::Dry));
    Block block(250);
    std::fill(block.noise.begin(), block.noise.end(), 0.5F);
    std::fill(block.dry.begin(), block.dry.end(), 1.0);
    std::fill(block.clean.begin(), block.clean.end(), 0.5F);
    const auto out = mainOf(mixer, block);
    for (std::size_t i = 1; i < out.size(); ++i)
        CHECK(std::abs(out[i] - out[i - 1]) < 0.5 / 160 + 1e-6);
    CHECK(out[158] < 1.0);
    CHECK(out[159] == 1.0);
    mixer.setControls(with(OutputChoice::Clean));
    mixer.endRamps();
    CHECK(mainOf(mixer, block).front() == 0.5);
}

TEST_CASE("Stems add up to the dry signal, bypassed or not, and know no gain") {
    const Block block;
    EngineControls controls = with(OutputChoice::Noise, 0.5F, 12);
    for (const bool isBypassed : {false, true}) {
        controls.bypass = isBypassed;
        OutputMixer mixer;
        mixer.prepare(48000, controls);
        mixer.advance(block.dry.size());
        std::vector<double> speech(block.dry.size()), noise(block.dry.size());
        mixer.speech(block.dry.data(), block.clean.data(), block.noise.data(), speech.data());
        mixer.noise(block.noise.data(), noise.data());
        for (std::size_t i = 0; i < speech.size(); ++i)
            CHECK(speech[i] + noise[i] == Approx(block.dry[i]).margin(1e-12));
        CHECK((speech == block.dry) == isBypassed);
    }
}

TEST_CASE("Blocks may be cut anywhere, also in the middle of a ramp") {
    const Block block(256);
    const auto run = [&](std::vector<std::size_t> cuts) {
        OutputMixer mixer;
        mixer.prepare(4000, with(OutputChoice::Clean));
        mixer.setControls(with(OutputChoice::Noise, 0.3F, -3));
        std::vector<double> out(256);
        std::size_t at = 0;
        for (const std::size_t n : cuts) {
            mixer.advance(n);
            mixer.main(block.dry.data() + at, block.clean.data() + at, block.noise.data() + at,
                       out.data() + at);
            at += n;
        }
        REQUIRE(at == 256);
        return out;
    };
    CHECK(run({256}) == run({1, 2, 77, 3, 13, 160}));
}
