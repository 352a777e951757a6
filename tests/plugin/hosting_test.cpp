// SPDX-License-Identifier: GPL-3.0-or-later
/// The built VST3, in the hands of JUCE's own host: found, loaded, heard, saved and restored.
#include "separation/streaming_denoiser.h"
#include "tests/support/catch.h"
#include "tests/support/denoiser_runs.h"
#include "tests/support/test_signals.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <memory>
#include <string>

using namespace winnow;
using namespace winnow::test;

namespace {

constexpr double rate = 48000;

juce::OwnedArray<juce::PluginDescription> scan() {
    juce::VST3PluginFormat format;
    juce::OwnedArray<juce::PluginDescription> found;
    format.findAllTypesForFile(found, WINNOW_VST3_BUNDLE);
    return found;
}

std::unique_ptr<juce::AudioPluginInstance> load() {
    const auto found = scan();
    REQUIRE(found.size() == 1);
    juce::VST3PluginFormat format;
    juce::String problem;
    auto plugin = format.createInstanceFromDescription(*found[0], rate, 512, problem);
    INFO(problem);
    REQUIRE(plugin != nullptr);
    return plugin;
}

void prepare(juce::AudioPluginInstance& plugin, int channels, bool stems) {
    const auto set = channels == 1 ? juce::AudioChannelSet::mono() : juce::AudioChannelSet::stereo();
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(set);
    layout.outputBuses = {set, stems ? set : juce::AudioChannelSet::disabled(),
                          stems ? set : juce::AudioChannelSet::disabled()};
    plugin.releaseResources();
    REQUIRE(plugin.setBusesLayout(layout));
    plugin.setRateAndBufferSizeDetails(rate, 512);
    plugin.prepareToPlay(rate, 512);
    // The plugin tells the latency through its message thread and ours.
    juce::MessageManager::getInstance()->runDispatchLoopUntil(50);
}

/// All output channels, bus after bus.
Channels play(juce::AudioPluginInstance& plugin, const Channels& input) {
    const int outputs = plugin.getTotalNumOutputChannels();
    Channels out(static_cast<std::size_t>(outputs));
    juce::MidiBuffer midi;
    const int sizes[] = {512, 64, 511, 1};
    std::size_t at = 0;
    for (int b = 0; at < input.front().size(); ++b) {
        const int block = std::min(sizes[b % 4], static_cast<int>(input.front().size() - at));
        juce::AudioBuffer<float> buffer(std::max(outputs, static_cast<int>(input.size())), block);
        buffer.clear();
        for (std::size_t c = 0; c < input.size(); ++c)
            buffer.copyFrom(static_cast<int>(c), 0, input[c].data() + at, block);
        plugin.processBlock(buffer, midi);
        for (int c = 0; c < outputs; ++c)
            out[static_cast<std::size_t>(c)].insert(out[static_cast<std::size_t>(c)].end(),
                                                    buffer.getReadPointer(c),
                                                    buffer.getReadPointer(c) + block);
        at += static_cast<std::size_t>(block);
    }
    return out;
}

DenoisedChannels byEngine(const Channels& input, const separation::DenoiserControls& controls = {},
                          int overlapFactor = 1) {
    separation::StreamSpec spec;
    spec.sampleRate = rate;
    spec.channels = static_cast<int>(input.size());
    spec.overlapFactor = overlapFactor;
    return test::run(spec, separation::factoryModel(), input, controls);
}

juce::AudioProcessorParameter& parameter(juce::AudioPluginInstance& plugin, const juce::String& name) {
    for (auto* candidate : plugin.getParameters())
        if (candidate->getName(64) == name) return *candidate;
    FAIL("no parameter " << name);
    return *plugin.getParameters().getFirst();
}

} // namespace

TEST_CASE("Hosted: the VST3 is found by a scan, with its name, maker and kind") {
    const auto found = scan();
    REQUIRE(found.size() == 1);
    CHECK(found[0]->name == "Winnow");
    CHECK(found[0]->manufacturerName == "Winnow");
    CHECK(found[0]->category.contains("Restoration"));
    CHECK_FALSE(found[0]->isInstrument);
}

TEST_CASE("Hosted: the VST3 gives the engine's samples at the engine's latency, mono and stereo") {
    const auto plugin = load();
    for (const int channels : {2, 1}) {
        Channels input;
        for (int c = 0; c < channels; ++c)
            input.push_back(noisySpeech(24000, rate, static_cast<std::uint32_t>(c + 1)));
        prepare(*plugin, channels, false);
        separation::StreamingDenoiser engine;
        separation::StreamSpec spec;
        engine.prepare(spec, separation::factoryModel());
        CHECK(plugin->getLatencySamples() == engine.latency());
        CHECK(play(*plugin, input) == byEngine(input).clean);
    }
}

TEST_CASE("Hosted: stems arrive on their buses and add up to the delayed input") {
    const auto plugin = load();
    const Channels input{noisySpeech(24000, rate, 1), noisySpeech(24000, rate, 2)};
    prepare(*plugin, 2, true);
    REQUIRE(plugin->getTotalNumOutputChannels() == 6);
    const Channels out = play(*plugin, input);
    const auto expected = byEngine(input);
    for (std::size_t c = 0; c < 2; ++c) {
        CHECK(out[c] == expected.clean[c]);
        CHECK(out[2 + c] == expected.clean[c]);
        std::vector<float> sum = out[2 + c];
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += out[4 + c][i];
        CHECK(largestDifference(sum, expected.dry[c]) < 3e-7);
    }
}

TEST_CASE("Hosted: what a host saves, another instance restores, and sounds the same") {
    const Channels input{noisySpeech(24000, rate)};
    const auto first = load();
    auto& amount = parameter(*first, "Amount");
    amount.setValueNotifyingHost(0.12F);
    prepare(*first, 1, false);
    separation::DenoiserControls controls;
    controls.amountDb = 12;
    CHECK(play(*first, input) == byEngine(input, controls).clean);
    juce::MemoryBlock state;
    first->getStateInformation(state);
    CHECK(state.getSize() > 0);

    const auto second = load();
    second->setStateInformation(state.getData(), static_cast<int>(state.getSize()));
    CHECK(parameter(*second, "Amount").getValue() == Approx(0.12F));
    prepare(*second, 1, false);
    CHECK(play(*second, input) == byEngine(input, controls).clean);
}

TEST_CASE("Hosted: rendering uses the high-quality engine, in the same time") {
    const Channels input{noisySpeech(24000, rate)};
    const auto plugin = load();
    prepare(*plugin, 1, false);
    const int latency = plugin->getLatencySamples();
    plugin->releaseResources();
    plugin->setNonRealtime(true);
    prepare(*plugin, 1, false);
    CHECK(plugin->getLatencySamples() == latency);
    CHECK(play(*plugin, input) == byEngine(input, {}, 2).clean);
}

TEST_CASE("Hosted: the host's bypass gives the delayed input") {
    const Channels input{noisySpeech(24000, rate)};
    const auto plugin = load();
    REQUIRE(plugin->getBypassParameter() != nullptr);
    plugin->getBypassParameter()->setValueNotifyingHost(1.0F);
    prepare(*plugin, 1, false);
    const auto out = play(*plugin, input);
    const auto expected = delayed(input[0], plugin->getLatencySamples());
    CHECK(largestDifference(out[0], expected, 2000) == 0); // the first block brings the parameter: a fade
}
