// SPDX-License-Identifier: GPL-3.0-or-later
/// processBlock neither allocates, frees, locks nor calls the system. That the trap works: tests/separation.
#include "tests/plugin/run_processor.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <cmath>
#include <limits>
#include <mutex>

using namespace winnow;
using namespace winnow::test;

namespace {

/// A buffer with noise in it, and what a trap counts while it is processed.
template <class Sample> struct Block {
    Block(int channels, int samples) : buffer(channels, samples) { fill(); }
    void fill() {
        const auto noise = whiteNoise(buffer.getNumSamples(), 0.2F, 3);
        for (int c = 0; c < buffer.getNumChannels(); ++c)
            for (int i = 0; i < buffer.getNumSamples(); ++i)
                buffer.setSample(c, i, static_cast<Sample>(noise[static_cast<std::size_t>(i)]));
    }
    int violations(plugin::Processor& processor, bool isBypassed = false) {
        AllocationTrap trap;
        if (isBypassed)
            processor.processBlockBypassed(buffer, midi);
        else
            processor.processBlock(buffer, midi);
        return trap.report().violations();
    }
    juce::AudioBuffer<Sample> buffer;
    juce::MidiBuffer midi;
};

bool isMissing() {
    if (!AllocationTrap::isAvailable()) WARN("not tested: the allocator cannot be interposed in this build");
    return !AllocationTrap::isAvailable();
}

} // namespace

TEST_CASE("A block that allocates or locks is caught: the control of the tests below") {
    if (isMissing()) return;
    AllocationTrap trap;
    juce::AudioBuffer<float> grows(2, 100);
    juce::CriticalSection section;
    { const juce::ScopedLock lock(section); }
    const TrapReport report = trap.report();
    CHECK(report.allocations > 0);
    CHECK(report.locks == 1);
}

TEST_CASE("processBlock is safe for real time at any rate, layout, block size and precision") {
    if (isMissing()) return;
    const auto model = syntheticModel();
    for (const double rate : {8000.0, 44100.0, 192000.0}) {
        for (const int channels : {1, 2, 8}) {
            for (const bool stems : {false, true}) {
                const auto processor = makeProcessor(model);
                prepare(*processor, {rate, channels, stems, {512}});
                processor->display().setActive(stems);
                int violations = 0;
                for (const int samples : {1, 64, 480, 0, 4097}) {
                    Block<float> single(channels * (stems ? 3 : 1), samples);
                    violations += single.violations(*processor) + single.violations(*processor, true);
                    Block<double> twofold(channels * (stems ? 3 : 1), samples);
                    violations += twofold.violations(*processor);
                }
                INFO(rate << " Hz, " << channels << " channels, stems " << stems);
                CHECK(violations == 0);
            }
        }
    }
}

TEST_CASE("processBlock is safe for real time with every parameter at every value") {
    if (isMissing()) return;
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {48000, 2, true});
    Block<float> block(6, 512);
    for (auto* parameter : processor->getParameters()) {
        int violations = 0;
        for (const float value : {0.0F, 0.3F, 1.0F, parameter->getDefaultValue()}) {
            parameter->setValueNotifyingHost(value);
            for (int i = 0; i < 8; ++i) {
                block.fill();
                violations += block.violations(*processor);
            }
            processor->applyChanges();
        }
        INFO(parameter->getName(64));
        CHECK(violations == 0);
    }
}

TEST_CASE("processBlock is safe for real time while models are exchanged") {
    if (isMissing()) return;
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {48000, 2});
    Block<float> block(2, 512);
    int violations = 0;
    for (std::uint32_t seed = 2; seed < 6; ++seed) {
        processor->session().restore(plugin::ModelLibrary::embedded(syntheticModel({}, {}, seed)));
        settle(*processor);
        for (int i = 0; i < 60; ++i) { // 0.6 s: the whole exchange
            block.fill();
            violations += block.violations(*processor);
        }
    }
    CHECK(violations == 0);
}

TEST_CASE("processBlock is safe for real time without a model, with bad samples, and unprepared") {
    if (isMissing()) return;
    const auto processor = makeProcessor(nullptr);
    Block<float> block(2, 512);
    CHECK(block.violations(*processor) == 0);
    prepare(*processor, {48000, 2});
    CHECK(block.violations(*processor) == 0);
    processor->session().restore(plugin::ModelLibrary::embedded(syntheticModel()));
    settle(*processor);
    block.buffer.setSample(0, 5, std::numeric_limits<float>::quiet_NaN());
    block.buffer.setSample(1, 6, std::numeric_limits<float>::infinity());
    CHECK(block.violations(*processor) == 0);
    AllocationTrap trap;
    processor->reset();
    CHECK(trap.report().violations() == 0);
}
