// SPDX-License-Identifier: GPL-3.0-or-later
/// What comes out: the engine's samples, delayed input, stems.
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>

using namespace winnow;
using namespace winnow::test;

namespace {

separation::StreamSpec stream(const HostSpec& host) {
    separation::StreamSpec spec;
    spec.sampleRate = host.sampleRate;
    spec.channels = host.channels;
    return spec;
}

Channels sounds(int channels, int samples, double rate) {
    Channels all;
    for (int c = 0; c < channels; ++c)
        all.push_back(noisySpeech(samples, rate, static_cast<std::uint32_t>(c + 1)));
    return all;
}

double most(const Channels& a, const Channels& b) {
    double difference = 0;
    for (std::size_t c = 0; c < a.size(); ++c)
        difference = std::max(difference, largestDifference(a[c], b[c]));
    return difference;
}

Channels delayedAll(const Channels& input, int delay) {
    Channels out;
    for (const auto& channel : input)
        out.push_back(delayed(channel, delay));
    return out;
}

} // namespace

TEST_CASE("The plugin's output is the engine's, sample for sample, at every rate and channel count") {
    const auto model = syntheticModel();
    for (const double rate : {8000.0, 16000.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
        for (const int channels : {1, 2, 8}) {
            const HostSpec host{rate, channels};
            const auto processor = makeProcessor(model);
            prepare(*processor, host);
            const Channels input = sounds(channels, static_cast<int>(rate / 6), rate);
            INFO(rate << " Hz, " << channels << " channels");
            const auto expected = test::run(stream(host), model, input);
            CHECK(play(*processor, host, input).main == expected.clean);
        }
    }
}

TEST_CASE("The factory model gives in the plugin what it gives on the command line") {
    const HostSpec host{16000, 1};
    const auto processor = makeFactoryProcessor();
    prepare(*processor, host);
    const Channels input = sounds(1, 16000, 16000);
    CHECK(play(*processor, host, input).main ==
          test::run(stream(host), separation::factoryModel(), input).clean);
}

TEST_CASE("The reported latency is right to the sample") {
    const auto model = syntheticModel();
    for (const double rate : {8000.0, 44100.0, 48000.0, 192000.0}) {
        const HostSpec host{rate, 1};
        const auto processor = makeProcessor(model);
        prepare(*processor, host);
        Channels impulse{std::vector<float>(static_cast<std::size_t>(rate / 4), 0.0F)};
        impulse[0][100] = 1;
        set(*processor, "amount", 0);
        play(*processor, host,
             {std::vector<float>(static_cast<std::size_t>(rate / 20), 0.0F)}); // end of ramps
        const auto out = play(*processor, host, impulse).main;
        CHECK(out[0] == delayed(impulse[0], processor->getLatencySamples()));
        CHECK(processor->getLatencySamples() > 0);
    }
}

TEST_CASE("Bypass gives the delayed input bit for bit, in single and double precision") {
    const HostSpec host{48000, 2};
    const Channels input = sounds(2, 12000, 48000);
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "bypass", 1);
    prepare(*processor, host);
    const auto expected = delayedAll(input, processor->getLatencySamples());
    CHECK(play(*processor, host, input).main == expected);
    prepare(*processor, host);
    CHECK(playDouble(*processor, host, input).main == expected);

    // The host's own way to bypass, for hosts that know no parameter.
    set(*processor, "bypass", 0);
    prepare(*processor, host);
    juce::AudioBuffer<double> buffer(2, 8192);
    juce::MidiBuffer midi;
    for (int i = 0; i < 8192; ++i) {
        buffer.setSample(0, i, std::sin(0.01 * i));
        buffer.setSample(1, i, std::cos(0.01 * i));
    }
    const juce::AudioBuffer<double> before(buffer);
    processor->processBlockBypassed(buffer, midi);
    const int latency = processor->getLatencySamples();
    for (int i = latency + 2000; i < 8192; ++i) // the bypass has faded in
        CHECK(buffer.getSample(0, i) == before.getSample(0, i - latency));
}

TEST_CASE("At amount 0 a double comes out as the double it was") {
    const HostSpec host{48000, 1};
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "amount", 0);
    prepare(*processor, host);
    juce::AudioBuffer<double> buffer(1, 9000);
    for (int i = 0; i < 9000; ++i)
        buffer.setSample(0, i, 0.3 * std::sin(0.02 * i) + 1e-11);
    const juce::AudioBuffer<double> before(buffer);
    juce::MidiBuffer midi;
    processor->processBlock(buffer, midi);
    for (int i = processor->getLatencySamples(); i < 9000; ++i)
        CHECK(buffer.getSample(0, i) == before.getSample(0, i - processor->getLatencySamples()));
}

TEST_CASE("Double precision hears what single precision hears") {
    const HostSpec host{44100, 2};
    const Channels input = sounds(2, 20000, 44100);
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, host);
    const auto single = play(*processor, host, input).main;
    prepare(*processor, host);
    CHECK(most(playDouble(*processor, host, input).main, single) < 3e-7);
}

TEST_CASE("Speech and noise buses add up to the delayed input, whatever the controls") {
    const HostSpec host{48000, 2, true};
    const Channels input = sounds(2, 24000, 48000);
    const auto processor = makeProcessor(syntheticModel());
    set(*processor, "output", 1);
    set(*processor, "mix", 30);
    set(*processor, "output_gain", 12);
    prepare(*processor, host);
    const auto out = play(*processor, host, input);
    const auto dry = delayedAll(input, processor->getLatencySamples());
    Channels sum = out.speech;
    for (std::size_t c = 0; c < sum.size(); ++c)
        for (std::size_t i = 0; i < sum[c].size(); ++i)
            sum[c][i] += out.noise[c][i];
    CHECK(most(sum, dry) < 3e-7);
    CHECK(most(out.noise, dry) > 0.01);
    CHECK(out.speech == test::run(stream(host), syntheticModel(), input).clean);
}

TEST_CASE("Output, mix and gain do what they say") {
    const HostSpec host{48000, 1};
    const Channels input = sounds(1, 24000, 48000);
    const auto model = syntheticModel();
    const auto parts = test::run(stream(host), model, input);
    const auto withSettings = [&](std::map<std::string, float> values) {
        const auto processor = makeProcessor(model);
        processor->parameters().setValues(values);
        prepare(*processor, host);
        return play(*processor, host, input).main;
    };
    CHECK(most(withSettings({{"output", 1}}), parts.noise) < 1e-7);
    CHECK(withSettings({{"output", 2}}) == parts.dry);
    CHECK(withSettings({{"mix", 0}}) == parts.dry);
    Channels half = parts.clean, loud = parts.clean;
    for (std::size_t i = 0; i < half[0].size(); ++i) {
        half[0][i] = 0.5F * (parts.clean[0][i] + parts.dry[0][i]);
        loud[0][i] = parts.clean[0][i] * std::pow(10.0F, 6.0F / 20.0F);
    }
    CHECK(most(withSettings({{"mix", 50}}), half) < 3e-7);
    CHECK(most(withSettings({{"output_gain", 6}}), loud) < 1e-6);
}

TEST_CASE("The engine's controls arrive: amount, sensitivity") {
    const HostSpec host{48000, 1};
    const Channels input = sounds(1, 24000, 48000);
    const auto model = syntheticModel();
    separation::DenoiserControls controls;
    controls.amountDb = 12.5F;
    controls.separation.sensitivityDb = -6;
    const auto processor = makeProcessor(model);
    set(*processor, "amount", 12.5F);
    set(*processor, "sensitivity", -6);
    prepare(*processor, host);
    CHECK(play(*processor, host, input).main == test::run(stream(host), model, input, controls).clean);
}

TEST_CASE(
    "The same input in other blocks gives the same output, bit for bit, also beyond the announced size") {
    const Channels input = sounds(2, 20000, 48000);
    const auto model = syntheticModel();
    const auto withBlocks = [&](std::vector<int> sizes) {
        const HostSpec host{48000, 2, true, std::move(sizes)};
        const auto processor = makeProcessor(model);
        prepare(*processor, host);
        return play(*processor, host, input);
    };
    const auto reference = withBlocks({512});
    for (const auto& sizes : {std::vector<int>{1}, {7, 64, 480, 1, 1021}, {20000}, {0, 333}}) {
        const auto out = withBlocks(sizes);
        CHECK(out.main == reference.main);
        CHECK(out.speech == reference.speech);
        CHECK(out.noise == reference.noise);
    }
    const auto processor = makeProcessor(model);
    prepare(*processor, {48000, 2, true, {16}});
    CHECK(play(*processor, {48000, 2, true, {4096}}, input).main == reference.main);
}

TEST_CASE("Reset forgets the sound: what follows is as from a fresh instance") {
    const HostSpec host{48000, 1};
    const Channels input = sounds(1, 12000, 48000);
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, host);
    const auto first = play(*processor, host, input).main;
    processor->reset();
    CHECK(play(*processor, host, input).main == first);
}

TEST_CASE("No control clicks: a sine stays as smooth as the steepest ramp allows") {
    // At 20 ms a ramp from 0 to 24 dB moves by 15.8 / 960 of the amplitude a sample.
    const HostSpec host{48000, 1, false, {64}};
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, host);
    const auto tone = sine(480, 200, 48000, 0.1F);
    std::vector<float> out;
    const auto playSome = [&] {
        const auto part = play(*processor, host, {tone}).main[0];
        out.insert(out.end(), part.begin(), part.end());
    };
    for (int i = 0; i < 20; ++i)
        playSome();
    for (const auto& [id, value] : std::vector<std::pair<const char*, float>>{{"bypass", 1},
                                                                              {"bypass", 0},
                                                                              {"output", 1},
                                                                              {"output", 2},
                                                                              {"output", 0},
                                                                              {"mix", 0},
                                                                              {"mix", 100},
                                                                              {"output_gain", 24},
                                                                              {"output_gain", -24},
                                                                              {"output_gain", 0},
                                                                              {"amount", 0},
                                                                              {"amount", 100},
                                                                              {"sensitivity", 20},
                                                                              {"sensitivity", -20},
                                                                              {"adapt", 0},
                                                                              {"adapt", 1},
                                                                              {"noise_1", 100}}) {
        set(*processor, id, value);
        for (int i = 0; i < 6; ++i)
            playSome();
    }
    double steepest = 0;
    for (std::size_t i = 1; i < out.size(); ++i)
        steepest =
            std::max(steepest, std::abs(static_cast<double>(out[i]) - static_cast<double>(out[i - 1])));
    const double ofTheLoudSine = 15.9 * 0.1 * 2 * 3.1416 * 200 / 48000;
    CHECK(steepest < ofTheLoudSine + 0.1 * 15.9 / 960);
}
