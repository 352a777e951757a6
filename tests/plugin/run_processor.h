// SPDX-License-Identifier: GPL-3.0-or-later
/// A host in a few lines: lays out buses, prepares, runs a processor over signals in memory.
#pragma once

#include "plugin/processor.h"
#include "tests/support/denoiser_runs.h"

#include <vector>

namespace winnow::test {

/// A processor whose folders are not the user's and whose model is made from a seed.
std::unique_ptr<plugin::Processor> makeProcessor(separation::ModelPtr model);
/// The same with the model that the program carries.
std::unique_ptr<plugin::Processor> makeFactoryProcessor();

/// Sets the layout: `channels` in and out, with stems or without.
bool setLayout(juce::AudioProcessor& processor, int channels, bool stems = false);

struct HostSpec {
    double sampleRate = 48000;
    int channels = 1;
    bool stems = false;
    std::vector<int> blockSizes{512};
};

struct HostOutput {
    Channels main, speech, noise;
};

/// Lays out and prepares; fails the test where the layout is refused.
void prepare(plugin::Processor& processor, const HostSpec& spec);
/// Runs a prepared processor; block sizes repeat.
HostOutput play(plugin::Processor& processor, const HostSpec& spec, const Channels& input);
HostOutput playDouble(plugin::Processor& processor, const HostSpec& spec, const Channels& input);
/// Waits until what applyChanges started is done; never for long.
void settle(plugin::Processor& processor);

/// Sets a parameter by its id, in its own unit.
void set(plugin::Processor& processor, const char* id, float value);

} // namespace winnow::test
