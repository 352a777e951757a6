// SPDX-License-Identifier: GPL-3.0-or-later
/// What hosts and people do to plugins on bad days.
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <thread>

using namespace winnow;
using namespace winnow::test;

namespace {

bool isFinite(const Channels& channels) {
    return std::all_of(channels.begin(), channels.end(), [](const std::vector<float>& channel) {
        return std::all_of(channel.begin(), channel.end(), [](float x) { return std::isfinite(x); });
    });
}

float largest(const Channels& channels) {
    float most = 0;
    for (const auto& channel : channels)
        for (const float x : channel)
            most = std::max(most, std::abs(x));
    return most;
}

/// A host's audio thread: plays until told to stop, holding the lock that hosts hold.
class AudioThread {
public:
    AudioThread(plugin::Processor& processor, int channels)
        : thread_([&processor, channels, this] {
              const auto noise = whiteNoise(4096, 0.2F, 5);
              juce::MidiBuffer midi;
              std::mt19937 random(3);
              while (!isDone_) {
                  juce::AudioBuffer<float> buffer(channels, static_cast<int>(1 + random() % 1000));
                  for (int c = 0; c < channels; ++c)
                      buffer.copyFrom(c, 0, noise.data(), buffer.getNumSamples());
                  const juce::ScopedLock lock(processor.getCallbackLock());
                  if (processor.isSuspended()) continue;
                  processor.processBlock(buffer, midi);
                  if (!std::isfinite(buffer.getMagnitude(0, buffer.getNumSamples()))) ++bad_;
                  ++blocks_;
              }
          }) {}
    ~AudioThread() { stop(); }
    void stop() {
        isDone_ = true;
        if (thread_.joinable()) thread_.join();
    }
    int blocks() const { return blocks_; }
    int bad() const { return bad_; }
    void waitFor(int blocks) const {
        for (int i = 0; i < 10000 && blocks_ < blocks; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

private:
    std::atomic<bool> isDone_{false};
    std::atomic<int> blocks_{0}, bad_{0};
    std::thread thread_;
};

} // namespace

TEST_CASE("Stress: blocks of prime and varying length give what one long block gives") {
    const Channels input{noisySpeech(30011, 44100)};
    const auto withBlocks = [&](std::vector<int> sizes) {
        const auto processor = makeProcessor(syntheticModel());
        const HostSpec host{44100, 1, false, std::move(sizes)};
        prepare(*processor, host);
        return play(*processor, host, input).main;
    };
    const auto reference = withBlocks({30011});
    CHECK(withBlocks({2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37}) == reference);
    CHECK(withBlocks({127, 257, 509, 1021}) == reference);
    CHECK(withBlocks({1, 4093, 2, 8191, 3}) == reference);
}

TEST_CASE("Stress: rates and layouts change from prepare to prepare") {
    const auto processor = makeProcessor(syntheticModel());
    for (const double rate :
         {48000.0, 8000.0, 192000.0, 11025.0, 44100.0, 22050.0, 96000.0, 7999.5, 88200.0}) {
        for (const int channels : {2, 1, 8, 3}) {
            const HostSpec host{rate, channels, channels == 2, {333}};
            set(*processor, "amount", 0);
            prepare(*processor, host);
            Channels input(static_cast<std::size_t>(channels), noisySpeech(static_cast<int>(rate / 8), rate));
            const auto out = play(*processor, host, input);
            INFO(rate << " Hz, " << channels << " channels");
            CHECK(out.main.back() == delayed(input.back(), processor->getLatencySamples()));
            processor->releaseResources();
        }
    }
}

TEST_CASE("Stress: NaN, infinity and huge samples count as silence and poison nothing") {
    const HostSpec host{48000, 2, true};
    Channels input{noisySpeech(48000, 48000, 1), noisySpeech(48000, 48000, 2)};
    Channels silenced = input;
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity(),
                         std::numeric_limits<float>::signaling_NaN()};
    for (std::size_t i = 5000; i < 9000; i += 3) {
        input[i % 2][i] = bad[i % 4];
        silenced[i % 2][i] = 0;
    }
    const auto run = [&](const Channels& sound) {
        const auto processor = makeProcessor(syntheticModel());
        prepare(*processor, host);
        return play(*processor, host, sound);
    };
    const auto out = run(input), expected = run(silenced);
    CHECK(isFinite(out.main));
    CHECK(out.main == expected.main);
    CHECK(out.noise == expected.noise);
}

TEST_CASE("Stress: denormals, silence and DC give nothing but themselves") {
    const HostSpec host{48000, 1};
    for (const float level : {0.0F, 1e-40F, 1e-30F, 1.0F}) {
        const auto processor = makeProcessor(syntheticModel());
        prepare(*processor, host);
        const auto out = play(*processor, host, {std::vector<float>(24000, level)}).main;
        CHECK(isFinite(out));
        CHECK(largest(out) <= 1.5F * level);
    }
}

TEST_CASE("Stress: a storm of parameters, every block another setting") {
    const HostSpec host{48000, 2, true, {97}};
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, host);
    std::mt19937 random(11);
    const Channels input{noisySpeech(970, 48000, 1), noisySpeech(970, 48000, 2)};
    bool isAlwaysFinite = true;
    float most = 0;
    for (int round = 0; round < 200; ++round) {
        for (auto* parameter : processor->getParameters())
            if (random() % 3 == 0)
                parameter->setValueNotifyingHost(static_cast<float>(random() % 1001) / 1000.0F);
        if (round % 4 == 0) processor->applyChanges();
        prepare(*processor, host);
        const auto out = play(*processor, host, input);
        isAlwaysFinite = isAlwaysFinite && isFinite(out.main) && isFinite(out.speech) && isFinite(out.noise);
        most = std::max(most, largest(out.main));
    }
    CHECK(isAlwaysFinite);
    CHECK(most < 16 * 2 * largest(input)); // 24 dB of gain, and both signals at once
}

TEST_CASE("Stress: prepare and release again and again, with voices on their way") {
    const auto processor = makeProcessor(syntheticModel());
    const Channels input(2, noisySpeech(500, 48000));
    for (int i = 0; i < 60; ++i) {
        const HostSpec host{i % 2 == 0 ? 48000.0 : 44100.0, 2};
        prepare(*processor, host);
        set(*processor, "link", static_cast<float>(i % 2));
        processor->applyChanges();
        if (i % 3 == 0)
            processor->session().restore(
                plugin::ModelLibrary::embedded(syntheticModel({}, {}, static_cast<std::uint32_t>(i + 1))));
        CHECK(isFinite(play(*processor, host, input).main));
        if (i % 2 == 0) processor->releaseResources();
    }
    settle(*processor);
}

TEST_CASE("Stress: sessions are saved and opened, models exchanged and modes switched while sound runs") {
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {48000, 2});
    AudioThread audio(*processor, 2);
    juce::MemoryBlock first, second;
    processor->getStateInformation(first);
    set(*processor, "amount", 80);
    processor->session().restore(plugin::ModelLibrary::embedded(syntheticModel({}, {}, 7)));
    processor->getStateInformation(second);
    for (int i = 0; i < 40; ++i) {
        const auto& state = i % 2 == 0 ? first : second;
        processor->setStateInformation(state.getData(), static_cast<int>(state.getSize()));
        if (i % 5 == 0) set(*processor, "latency", static_cast<float>(i / 5 % 2));
        if (i % 3 == 0) set(*processor, "link", static_cast<float>(i / 3 % 2));
        processor->applyChanges();
        audio.waitFor(audio.blocks() + 3);
        juce::MemoryBlock now;
        processor->getStateInformation(now);
        CHECK(now.getSize() > 0);
    }
    audio.stop();
    CHECK(audio.blocks() > 40);
    CHECK(audio.bad() == 0);
    settle(*processor);
    CHECK(processor->parameters().amount->get() == 80.0F);
}

TEST_CASE("Stress: a noise is learned while sound runs, and is then heard") {
    const auto processor = makeProcessor(syntheticModel());
    prepare(*processor, {48000, 2});
    AudioThread audio(*processor, 2);
    audio.waitFor(400);
    REQUIRE(processor->learnFromInput(1, "Fan"));
    for (int i = 0; i < 5000 && !processor->session().setup().isLearned("Fan"); ++i) {
        processor->applyChanges();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    REQUIRE(processor->session().setup().isLearned("Fan"));
    settle(*processor);
    audio.waitFor(audio.blocks() + 200);
    CHECK(processor->undo().undo());
    settle(*processor);
    audio.waitFor(audio.blocks() + 20);
    audio.stop();
    CHECK(audio.bad() == 0);
}

TEST_CASE("Stress: many instances side by side do not touch each other") {
    const HostSpec host{48000, 1};
    const auto model = syntheticModel();
    const Channels input{noisySpeech(6000, 48000)};
    const auto alone = makeProcessor(model);
    prepare(*alone, host);
    const auto expected = play(*alone, host, input).main;

    std::vector<std::unique_ptr<plugin::Processor>> many;
    for (int i = 0; i < 24; ++i) {
        many.push_back(makeProcessor(model));
        set(*many.back(), "amount", i % 2 == 0 ? 30.0F : 5.0F);
        prepare(*many.back(), host);
    }
    std::vector<std::thread> threads;
    std::atomic<int> same{0};
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t i = static_cast<std::size_t>(t); i < many.size(); i += 4)
                same += play(*many[i], host, input).main == expected ? 1 : 0;
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(same == 12); // those with the same amount
    many.erase(many.begin(), many.begin() + 12);
    CHECK(isFinite(play(*many.front(), host, input).main));
}
