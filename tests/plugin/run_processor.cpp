// SPDX-License-Identifier: GPL-3.0-or-later
/// A host in a few lines.
#include "tests/plugin/run_processor.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace winnow::test {

namespace {

template <class Sample>
HostOutput playAs(plugin::Processor& processor, const HostSpec& spec, const Channels& input) {
    const int buses = spec.stems ? 3 : 1;
    const auto length = input.front().size();
    std::vector<Channels> collected(static_cast<std::size_t>(buses), Channels(input.size()));
    juce::MidiBuffer midi;
    std::size_t at = 0;
    for (std::size_t b = 0; at < length; ++b) {
        const int block =
            std::min(spec.blockSizes[b % spec.blockSizes.size()], static_cast<int>(length - at));
        juce::AudioBuffer<Sample> buffer(spec.channels * buses, block);
        buffer.clear();
        for (int c = 0; c < spec.channels; ++c)
            for (int i = 0; i < block; ++i)
                buffer.setSample(c, i,
                                 static_cast<Sample>(
                                     input[static_cast<std::size_t>(c)][at + static_cast<std::size_t>(i)]));
        processor.processBlock(buffer, midi);
        for (int bus = 0; bus < buses; ++bus)
            for (int c = 0; c < spec.channels; ++c)
                for (int i = 0; i < block; ++i)
                    collected[static_cast<std::size_t>(bus)][static_cast<std::size_t>(c)].push_back(
                        static_cast<float>(buffer.getSample(bus * spec.channels + c, i)));
        at += static_cast<std::size_t>(block);
    }
    HostOutput out{collected[0], {}, {}};
    if (spec.stems) {
        out.speech = collected[1];
        out.noise = collected[2];
    }
    return out;
}

} // namespace

std::unique_ptr<plugin::Processor> makeFactoryProcessor() {
    return std::make_unique<plugin::Processor>(plugin::ModelLibrary("/nonexistent-winnow-models"),
                                               plugin::standardLearning());
}

std::unique_ptr<plugin::Processor> makeProcessor(separation::ModelPtr model) {
    auto processor = makeFactoryProcessor();
    plugin::ModelSetup setup;
    if (model) setup = plugin::ModelLibrary::embedded(std::move(model));
    processor->session().restore(setup);
    return processor;
}

bool setLayout(juce::AudioProcessor& processor, int channels, bool stems) {
    const auto set = channels == 1   ? juce::AudioChannelSet::mono()
                     : channels == 2 ? juce::AudioChannelSet::stereo()
                                     : juce::AudioChannelSet::discreteChannels(channels);
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(set);
    layout.outputBuses.add(set);
    for (int i = 0; i < 2; ++i)
        layout.outputBuses.add(stems ? set : juce::AudioChannelSet::disabled());
    return processor.setBusesLayout(layout);
}

void prepare(plugin::Processor& processor, const HostSpec& spec) {
    REQUIRE(setLayout(processor, spec.channels, spec.stems));
    const int largest = *std::max_element(spec.blockSizes.begin(), spec.blockSizes.end());
    processor.setRateAndBufferSizeDetails(spec.sampleRate, largest);
    processor.prepareToPlay(spec.sampleRate, largest);
}

HostOutput play(plugin::Processor& processor, const HostSpec& spec, const Channels& input) {
    return playAs<float>(processor, spec, input);
}

HostOutput playDouble(plugin::Processor& processor, const HostSpec& spec, const Channels& input) {
    return playAs<double>(processor, spec, input);
}

void settle(plugin::Processor& processor) {
    processor.applyChanges();
    for (int i = 0; i < 2000 && processor.isSwitching(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    REQUIRE(!processor.isSwitching());
}

void set(plugin::Processor& processor, const char* id, float value) {
    REQUIRE(processor.parameters().values().count(id) == 1);
    processor.parameters().setValues({{id, value}});
}

} // namespace winnow::test
