// SPDX-License-Identifier: GPL-3.0-or-later
/// What changes the engine while sound runs: models, channel link, quality, latency mode.
#include "tests/plugin/run_processor.h"
#include "tests/support/catch.h"
#include "tests/support/synthetic_model.h"
#include "tests/support/test_signals.h"

#include <algorithm>

using namespace winnow;
using namespace winnow::test;

namespace {

std::vector<float> tail(const std::vector<float>& samples, std::size_t count) {
    return {samples.end() - static_cast<std::ptrdiff_t>(count), samples.end()};
}

separation::StreamSpec stream(const HostSpec& host) {
    separation::StreamSpec spec;
    spec.sampleRate = host.sampleRate;
    spec.channels = host.channels;
    return spec;
}

Channels second(const Channels& a, const Channels& b) {
    Channels all = a;
    for (std::size_t c = 0; c < all.size(); ++c)
        all[c].insert(all[c].end(), b[c].begin(), b[c].end());
    return all;
}

std::shared_ptr<const separation::NmfModel> modelWithFrames(double seconds) {
    return std::make_shared<separation::NmfModel>(syntheticDictionary(), separation::FrontEnd{seconds, 2},
                                                  separation::NmfSettings{});
}

} // namespace

TEST_CASE("Another model takes over while sound runs, at the same latency") {
    const auto a = syntheticModel({}, {}, 1), b = syntheticModel({}, {}, 2);
    const HostSpec host{16000, 1};
    const Channels sound{noisySpeech(16000, 16000)}, more{noisySpeech(48000, 16000, 2)};
    const auto processor = makeProcessor(a);
    prepare(*processor, host);
    const int latency = processor->getLatencySamples();
    play(*processor, host, sound);
    processor->session().restore(plugin::ModelLibrary::embedded(b));
    settle(*processor);
    const auto out = play(*processor, host, more);
    CHECK(processor->getLatencySamples() == latency);
    // The new voice heard the second part from its start.
    const auto expected = test::run(stream(host), b, more).clean;
    CHECK(tail(out.main[0], 16000) == tail(expected[0], 16000));
}

TEST_CASE("Channels are unlinked, and linked again, while sound runs") {
    const auto model = syntheticModel();
    const HostSpec host{16000, 2};
    const Channels sound{noisySpeech(32000, 16000, 1), whiteNoise(32000, 0.1F, 2)};
    const auto processor = makeProcessor(model);
    prepare(*processor, host);
    play(*processor, host, sound);
    for (const bool isLinked : {false, true}) {
        set(*processor, "link", isLinked ? 1.0F : 0.0F);
        settle(*processor);
        const auto out = play(*processor, host, sound);
        auto spec = stream(host);
        spec.linkChannels = isLinked;
        const auto expected = test::run(spec, model, sound).clean;
        CHECK(tail(out.main[0], 8000) == tail(expected[0], 8000));
        CHECK(tail(out.main[1], 8000) == tail(expected[1], 8000));
    }
}

TEST_CASE("Rendering uses the high-quality engine, at the same latency") {
    const auto model = syntheticModel();
    const HostSpec host{48000, 1};
    const Channels sound{noisySpeech(24000, 48000)};
    const auto processor = makeProcessor(model);
    prepare(*processor, host);
    const int latency = processor->getLatencySamples();
    auto high = stream(host);
    high.overlapFactor = 2;
    const auto expected = test::run(high, model, sound).clean;

    SECTION("said before preparing") {
        processor->setNonRealtime(true);
        prepare(*processor, host);
    }
    SECTION("said after preparing, before the first sound") {
        processor->setNonRealtime(true);
    }
    CHECK(play(*processor, host, sound).main == expected);
    CHECK(processor->getLatencySamples() == latency);
    processor->setNonRealtime(false);
    settle(*processor);
    const auto again = play(*processor, host, second(sound, sound)).main;
    const auto usual = test::run(stream(host), model, second(sound, sound)).clean;
    CHECK(tail(again[0], 8000) == tail(usual[0], 8000));
}

TEST_CASE("While rendering, a change applies before the next block, without waiting for a worker") {
    const auto model = syntheticModel();
    const HostSpec host{16000, 2};
    const Channels sound{noisySpeech(16000, 16000, 1), whiteNoise(16000, 0.1F, 2)};
    const auto processor = makeProcessor(model);
    processor->setNonRealtime(true);
    prepare(*processor, host);
    set(*processor, "link", 0);
    auto spec = stream(host);
    spec.overlapFactor = 2;
    spec.linkChannels = false;
    CHECK(play(*processor, host, sound).main == test::run(spec, model, sound).clean);
}

TEST_CASE("The latency mode takes effect through a restart, which tells the host") {
    const auto model = syntheticModel();
    const HostSpec host{48000, 1};
    const Channels sound{noisySpeech(24000, 48000)};
    const auto processor = makeProcessor(model);
    prepare(*processor, host);
    const int usual = processor->getLatencySamples();
    set(*processor, "latency", 1);
    CHECK(processor->getLatencySamples() == usual); // nothing changes while sound runs
    const auto before = play(*processor, host, sound).main;
    CHECK(before == test::run(stream(host), model, sound).clean);
    settle(*processor);
    CHECK(processor->getLatencySamples() < usual);
    CHECK(processor->getLatencySamples() <= 0.0185 * 48000);
    auto low = stream(host);
    low.lowLatency = true;
    CHECK(play(*processor, host, sound).main == test::run(low, model, sound).clean);
}

TEST_CASE("A faster model waits to keep the latency; a slower one restarts processing") {
    const HostSpec host{16000, 1};
    const Channels sound{noisySpeech(16000, 16000)};
    const auto processor = makeProcessor(modelWithFrames(0.032));
    prepare(*processor, host);
    play(*processor, host, sound);
    const int latency = processor->getLatencySamples();
    processor->session().restore(plugin::ModelLibrary::embedded(modelWithFrames(0.016)));
    settle(*processor);
    CHECK(processor->getLatencySamples() == latency);
    const auto faster = play(*processor, host, second(sound, sound)).main;
    const auto expected = test::run(stream(host), modelWithFrames(0.016), second(sound, sound)).clean;
    separation::StreamingDenoiser probe;
    probe.prepare(stream(host), modelWithFrames(0.016));
    CHECK(tail(faster[0], 8000) == tail(delayed(expected[0], latency - probe.latency()), 8000));

    processor->session().restore(plugin::ModelLibrary::embedded(modelWithFrames(0.064)));
    settle(*processor);
    CHECK(processor->getLatencySamples() > latency);
    CHECK(play(*processor, host, sound).main == test::run(stream(host), modelWithFrames(0.064), sound).clean);
}

TEST_CASE("Without a model the input passes in time, and the words say why") {
    const HostSpec host{44100, 2};
    const auto processor = makeProcessor(nullptr);
    plugin::ModelSetup missing;
    missing.problem = "the model file fan.winnow is missing";
    processor->session().restore(missing);
    prepare(*processor, host);
    const Channels sound{noisySpeech(9000, 44100, 1), noisySpeech(9000, 44100, 2)};
    const auto out = play(*processor, host, sound);
    CHECK(out.main[0] == delayed(sound[0], processor->getLatencySamples()));
    CHECK(out.main[1] == delayed(sound[1], processor->getLatencySamples()));
    CHECK(processor->status() == "No model, passing through: the model file fan.winnow is missing");
}
