// SPDX-License-Identifier: GPL-3.0-or-later
/// Buses, and what the processor says about itself.
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <vector>

using namespace winnow;
using namespace winnow::test;
using Set = juce::AudioChannelSet;

namespace {

bool accepts(plugin::Processor& processor, const Set& in, const Set& out, const Set& stem) {
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(in);
    layout.outputBuses = {out, stem, stem};
    return processor.checkBusesLayoutSupported(layout);
}

} // namespace

TEST_CASE("One to eight channels are accepted, with stems of any layout or none") {
    const auto processor = makeProcessor(syntheticModel());
    for (int channels = 1; channels <= 8; ++channels) {
        const auto set = Set::discreteChannels(channels);
        CHECK(accepts(*processor, set, set, Set::disabled()));
        CHECK(accepts(*processor, set, set, set));
        CHECK(accepts(*processor, set, set, Set::stereo()));
    }
    for (const auto& set : {Set::mono(), Set::stereo(), Set::create5point1(), Set::create7point1()})
        CHECK(accepts(*processor, set, set, Set::disabled()));
}

TEST_CASE("Layouts that make no sense are refused") {
    const auto processor = makeProcessor(syntheticModel());
    CHECK_FALSE(accepts(*processor, Set::mono(), Set::stereo(), Set::disabled()));
    CHECK_FALSE(accepts(*processor, Set::stereo(), Set::mono(), Set::disabled()));
    CHECK_FALSE(accepts(*processor, Set::disabled(), Set::disabled(), Set::disabled()));
    const auto nine = Set::discreteChannels(9);
    CHECK_FALSE(accepts(*processor, nine, nine, Set::disabled()));
    CHECK_FALSE(accepts(*processor, Set::stereo(), Set::stereo(), nine));
}

TEST_CASE("A stem with more channels than the sound repeats it, one with fewer has the first") {
    const auto processor = makeProcessor(syntheticModel());
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(Set::stereo());
    layout.outputBuses = {Set::stereo(), Set::quadraphonic(), Set::mono()};
    REQUIRE(processor->setBusesLayout(layout));
    processor->prepareToPlay(48000, 4096);
    juce::AudioBuffer<float> buffer(7, 4096);
    buffer.clear();
    const auto sound = noisySpeech(4096, 48000);
    for (int c = 0; c < 2; ++c)
        buffer.copyFrom(c, 0, sound.data(), 4096 - c);
    juce::MidiBuffer midi;
    processor->processBlock(buffer, midi);
    const auto channel = [&](int c) {
        return std::vector<float>(buffer.getReadPointer(c), buffer.getReadPointer(c) + 4096);
    };
    CHECK(channel(2) == channel(0));
    CHECK(channel(4) == channel(2));
    CHECK(channel(5) == channel(3));
    CHECK(buffer.getMagnitude(6, 0, 4096) > 0);
}

TEST_CASE("A fresh instance is stereo, its stems off") {
    const auto processor = makeProcessor(syntheticModel());
    CHECK(processor->getTotalNumInputChannels() == 2);
    CHECK(processor->getTotalNumOutputChannels() == 2);
    CHECK(processor->getBusCount(false) == 3);
    CHECK(processor->getBus(false, 1)->getName() == "Speech");
    CHECK_FALSE(processor->getBus(false, 1)->isEnabled());
    CHECK(processor->supportsDoublePrecisionProcessing());
}

TEST_CASE("The tail is the latency, and the words name it") {
    const auto processor = makeProcessor(syntheticModel());
    CHECK(processor->status() == "Not running.");
    prepare(*processor, {48000, 1});
    const double seconds = processor->getLatencySamples() / 48000.0;
    CHECK(processor->getTailLengthSeconds() == Approx(seconds));
    CHECK(processor->status() ==
          "Added latency " + std::to_string(static_cast<int>(std::lround(1000 * seconds))) + " ms");
}

TEST_CASE("A rate beyond all bounds passes the input and says so") {
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {100, 1});
    CHECK(processor->getLatencySamples() == 0);
    const Channels sound{{0.5F, -0.5F, 0.25F}};
    CHECK(play(*processor, {100, 1}, sound).main == sound);
    CHECK(processor->status().find("100") != std::string::npos);
    prepare(*processor, {48000, 1});
    CHECK(processor->getLatencySamples() > 0);
}
