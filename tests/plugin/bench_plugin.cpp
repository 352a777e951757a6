// SPDX-License-Identifier: GPL-3.0-or-later
/// How much of a core the plugin takes, mono and stereo, and how many instances a core holds.
///
/// Usage: winnow_bench_plugin [seconds of sound, 60] [model.winnow]
/// Prints a table: mean load, the dearest block of a hop (median over hops) and the worst of all blocks as
/// multiples of the mean, when the worst was (after the first hundredth), and the worst that any run took
/// with the machine's noise in it; then by how much the heap grew while blocks were processed.
#include "plugin/processor.h"
#include "separation/frame_layout.h"
#include "tests/support/test_signals.h"

#include <juce_events/juce_events.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

using namespace winnow;

namespace {

constexpr double rate = 48000;
constexpr int repeats = 5;

/// Seconds this thread has computed: what other programs take from the core does not count.
double computed() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Speech, noise, silence and clicks in turn, so that no part of the engine has an easy time of it.
std::vector<float> variedSound() {
    std::vector<float> sound = test::noisySpeech(10 * 48000, rate, 3);
    for (std::size_t i = 3 * 48000; i < 4 * 48000; ++i)
        sound[i] = 0;
    for (std::size_t i = 5 * 48000; i < 6 * 48000; i += 4800)
        sound[i] = 1;
    return sound;
}

std::unique_ptr<plugin::Processor> instance(int channels, int block, const char* model) {
    auto processor =
        std::make_unique<plugin::Processor>(plugin::ModelLibrary("."), plugin::standardLearning());
    if (model != nullptr) processor->session().restore(processor->session().library().fromFile(model));
    const auto set = channels == 1 ? juce::AudioChannelSet::mono() : juce::AudioChannelSet::stereo();
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses.add(set);
    layout.outputBuses = {set, juce::AudioChannelSet::disabled(), juce::AudioChannelSet::disabled()};
    if (!processor->setBusesLayout(layout)) std::exit(1);
    processor->setRateAndBufferSizeDetails(rate, block);
    processor->prepareToPlay(rate, block);
    return processor;
}

/// Of the model that the instances use.
int hopSamples(int channels, const char* model) {
    const auto used = model != nullptr ? separation::loadModel(model) : separation::factoryModel();
    separation::StreamSpec spec;
    spec.sampleRate = rate;
    spec.channels = channels;
    return separation::frameLayout(used->frontEnd(), spec).frame.hop;
}

struct Load {
    double mean = 0;       ///< share of the block's time; the four are of the sound, not of the machine:
    double dearest = 0;    ///< block of a hop, the median over all hops
    double worst = 0;      ///< block of all
    std::size_t at = 0;    ///< that block
    double worstTaken = 0; ///< block in any run, with what the machine added
};

/// Bytes in use on the heap of this process.
std::size_t heapInUse() {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// What blocks have added to the heap since the instance was prepared, over all runs.
std::ptrdiff_t heapGrowth = 0;

/// Shares of the block's time, a block each.
std::vector<double> run(int channels, int block, std::size_t blocks, const std::vector<float>& sound,
                        const char* model) {
    const auto processor = instance(channels, block, model);
    juce::AudioBuffer<float> buffer(channels, block);
    juce::MidiBuffer midi;
    std::vector<double> times(blocks);
    std::size_t at = 0;
    const auto heap = static_cast<std::ptrdiff_t>(heapInUse());
    for (double& time : times) {
        if (at + static_cast<std::size_t>(block) > sound.size()) at = 0;
        for (int c = 0; c < channels; ++c)
            buffer.copyFrom(c, 0, sound.data() + at, block);
        at += static_cast<std::size_t>(block);
        const double start = computed();
        processor->processBlock(buffer, midi);
        time = (computed() - start) * rate / block;
    }
    heapGrowth += static_cast<std::ptrdiff_t>(heapInUse()) - heap;
    return times;
}

/// Of a hop's blocks the dearest, the median over the hops. Blocks fall on the same places of a hop every
/// `period` blocks.
double dearestOf(const std::vector<double>& times, std::size_t period) {
    double dearest = 0;
    for (std::size_t place = 0; place < period; ++place) {
        std::vector<double> there;
        for (std::size_t b = place; b < times.size(); b += period)
            there.push_back(times[b]);
        const auto middle = there.begin() + std::ssize(there) / 2;
        std::nth_element(there.begin(), middle, there.end());
        dearest = std::max(dearest, *middle);
    }
    return dearest;
}

/// The same sound several times: what a block takes every time is its own, what it takes once the machine's
/// (an interrupt, a cache that another program has emptied).
Load measure(int channels, int block, double seconds, const char* model) {
    const auto sound = variedSound();
    const auto period = static_cast<std::size_t>(std::lcm(hopSamples(channels, model), block) / block);
    const auto blocks = std::max<std::size_t>(static_cast<std::size_t>(seconds * rate / block), 2 * period);
    Load load;
    std::vector<double> least(blocks, 1e9);
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto times = run(channels, block, blocks, sound, model);
        load.worstTaken = std::max(load.worstTaken, *std::max_element(times.begin(), times.end()));
        std::transform(times.begin(), times.end(), least.begin(), least.begin(),
                       [](double a, double b) { return std::min(a, b); });
    }
    load.mean = std::accumulate(least.begin(), least.end(), 0.0) / static_cast<double>(blocks);
    load.dearest = dearestOf(least, period);
    const auto settled = least.begin() + std::ssize(least) / 100; // caches are empty when a sound begins
    const auto worst = std::max_element(settled, least.end());
    load.worst = *worst;
    load.at = static_cast<std::size_t>(worst - least.begin());
    return load;
}

void print(int channels, int block, const Load& load) {
    std::printf("%-8s %5d %8.2f %10.1f %9.1f %10.2f %9.2f", channels == 1 ? "mono" : "stereo", block,
                100 * load.mean, load.dearest / load.mean, load.worst / load.mean,
                static_cast<double>(load.at) * block / rate, 100 * load.worstTaken);
    if (block == 512) std::printf("   %d instances a core", static_cast<int>(1 / load.mean));
    std::printf("\n");
}

} // namespace

int main(int argc, char* argv[]) {
    const juce::ScopedJuceInitialiser_GUI juce;
    const double seconds = argc > 1 ? std::atof(argv[1]) : 60;
    const char* const model = argc > 2 ? argv[2] : nullptr;
    std::printf("%.0f s of sound at 48 kHz, %d times; shares of the block's time on one core\n", seconds,
                repeats);
    std::printf("%-8s %5s %8s %10s %9s %10s %9s\n", "", "block", "mean %", "dearest x", "worst x", "at s",
                "taken %");
    for (const int channels : {1, 2})
        for (const int block : {64, 512})
            print(channels, block, measure(channels, block, seconds, model));
    std::printf("heap: %td bytes more after all blocks than after prepare\n", heapGrowth);
    return 0;
}
