// SPDX-License-Identifier: GPL-3.0-or-later
/// What the two-layer separator promises beyond the reference: levels, silence, bad input, rates, real time.
#include "separation/layered/layered_separator.h"
#include "tests/separation/layered_reference.h"
#include "tests/support/allocation_trap.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

using namespace winnow;
using namespace winnow::separation::layered;

namespace {

const std::vector<float>& clip() {
    return test::referenceClip().at("x").values;
}

test::SeparatedSignal run(std::span<const float> samples, double rate = 16000) {
    LayeredSeparator engine(test::referenceModel());
    return test::separate(engine, samples, rate);
}

std::vector<float> scaled(std::span<const float> samples, float gain) {
    std::vector<float> result(samples.begin(), samples.end());
    for (float& x : result)
        x *= gain;
    return result;
}

double energy(std::span<const float> x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}
double levelDb(std::span<const float> x, std::span<const float> reference) {
    return 10 * std::log10(energy(x) / energy(reference));
}

/// One frame's outputs.
struct Frame {
    explicit Frame(std::size_t size) : gain(size), speech(size), noise(size) {}
    separation::SeparatedFrame view() { return {gain, speech, noise}; }
    std::vector<float> gain, speech, noise;
};

bool allWithin(std::span<const float> values, float lowest, float highest) {
    return std::all_of(values.begin(), values.end(), [&](float x) { return x >= lowest && x <= highest; });
}

} // namespace

TEST_CASE("the result does not depend on the level, only scaled with it") {
    const std::vector<float> plain = run(clip()).output;
    for (const double db : {-30.0, 10.0}) {
        const auto gain = static_cast<float>(std::pow(10.0, db / 20));
        CAPTURE(db);
        CHECK(test::relativeError(run(scaled(clip(), gain)).output, scaled(plain, gain)) < 2e-3);
    }
}

TEST_CASE("a start in digital silence is a start where the sound begins") {
    const std::vector<float> plain = run(clip()).output;
    std::vector<float> late(256 * 40, 0.0F);
    late.insert(late.end(), clip().begin(), clip().end());
    const test::SeparatedSignal result = run(late);
    CHECK(test::relativeError(std::span(result.output).subspan(256 * 40), plain) < 1e-5);
    CHECK(energy(std::span(result.output).first(256 * 39)) == 0);
    CHECK(allWithin(result.gains[10], 1, 1));
}

TEST_CASE("a start in the faint noise of a converter is a start where the sound begins") {
    const std::vector<float> plain = run(clip()).output;
    std::vector<float> late = test::whiteNoise(256 * 40, 3e-6F, 4); // about -115 dBFS
    late.insert(late.end(), clip().begin(), clip().end());
    const std::vector<float> result = run(late).output;
    CHECK(test::relativeError(std::span(result).subspan(256 * 40), plain) < 1e-3);
}

TEST_CASE("after a click the engine hears what follows") {
    const std::vector<float> plain = run(clip()).output;
    std::vector<float> clicked(clip().begin(), clip().end());
    clicked[256 * 20] = 1e3F;
    const std::vector<float> result = run(clicked).output;
    constexpr std::size_t behind = 256 * 90; // the level has come down, the tracker too
    const double level = levelDb(std::span(result).subspan(behind), std::span(plain).subspan(behind));
    CHECK(std::abs(level) < 3);
}

TEST_CASE("digital silence in the middle changes nothing behind it") {
    const std::vector<float> plain = run(clip()).output;
    constexpr std::size_t cut = 256 * 80, pause = 256 * 100, margin = 256 * 16;
    std::vector<float> broken(clip().begin(), clip().end());
    broken.insert(broken.begin() + cut, pause, 0.0F);
    const std::vector<float> result = run(broken).output;
    // The frames across the cut see half a frame of silence; what they leave behind fades.
    const auto behind = std::span(result).subspan(cut + pause + margin);
    const auto expected = std::span(plain).subspan(cut + margin);
    std::vector<float> difference(behind.begin(), behind.end());
    for (std::size_t i = 0; i < difference.size(); ++i)
        difference[i] -= expected[i];
    CHECK(levelDb(difference, expected) < -15);
}

TEST_CASE("what is not finite counts as silence and poisons nothing") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(),
                    infinity = std::numeric_limits<float>::infinity();
    const auto powers = test::precisePower(clip(), 60);
    LayeredSeparator engine(test::referenceModel()), silent(test::referenceModel());
    for (LayeredSeparator* e : {&engine, &silent})
        e->prepare({16000, 512, 256});
    Frame frame(bins), expected(bins);
    for (std::size_t t = 0; t < powers.size(); ++t) {
        if (t % 10 == 5) {
            std::vector<float> bad(bins, t % 20 == 5 ? nan : infinity);
            bad[7] = -infinity;
            bad[9] = -1;
            engine.process(bad, frame.view());
            silent.process(std::vector<float>(bins, 0.0F), expected.view());
            CHECK(allWithin(frame.gain, 0, 1));
            CHECK(allWithin(frame.speech, 0, 0));
            CHECK(allWithin(frame.noise, 0, 0));
        }
        engine.process(powers[t], frame.view());
        silent.process(powers[t], expected.view());
        CHECK(frame.gain == expected.gain);
    }
}

TEST_CASE("hostile frames keep every output finite, and the engine recovers") {
    const auto powers = test::precisePower(clip(), 158);
    LayeredSeparator engine(test::referenceModel());
    engine.prepare({16000, 512, 256});
    Frame frame(bins);
    const std::vector<std::vector<float>> hostile = {
        std::vector<float>(bins, std::numeric_limits<float>::max()), std::vector<float>(bins, 1e-38F),
        std::vector<float>(bins, std::numeric_limits<float>::denorm_min()), std::vector<float>(bins, 0.0F)};
    for (std::size_t t = 0; t < 40; ++t) {
        std::vector<float> power = hostile[t % hostile.size()];
        power[t] = t % 3 == 0 ? 1e38F : 1.0F; // one bin stands out
        engine.process(power, frame.view());
        CHECK(allWithin(frame.gain, 0, 1));
        CHECK(allWithin(frame.speech, 0, 1e16F));
        CHECK(allWithin(frame.noise, 0, 1e16F));
        CHECK(allWithin(engine.activations(), 0, std::numeric_limits<float>::max()));
    }
    LayeredSeparator fresh(test::referenceModel());
    fresh.prepare({16000, 512, 256});
    Frame expected(bins);
    double difference = 1;
    for (int round = 0; round < 12; ++round)
        for (const auto& power : powers) {
            engine.process(power, frame.view());
            fresh.process(power, expected.view());
            difference = test::relativeError(frame.gain, expected.gain);
        }
    CHECK(difference < 0.05);
}

TEST_CASE("processing neither allocates nor locks") {
    if (!test::AllocationTrap::isAvailable()) return;
    const auto powers = test::precisePower(clip(), 10);
    LayeredSeparator engine(test::referenceModel());
    engine.prepare({48000, 1536, 768});
    Frame frame(769);
    std::vector<float> power(769, 0.01F);
    test::TrapReport report;
    {
        test::AllocationTrap trap;
        for (const auto& p : powers) {
            std::copy(p.begin(), p.end(), power.begin());
            engine.setControls({3.0F});
            engine.process(power, frame.view());
        }
        engine.reset();
        engine.process(power, frame.view());
        report = trap.report();
    }
    CHECK(report.violations() == 0);
}

TEST_CASE("speech and noise add up to the input, by the mask's share") {
    const auto powers = test::precisePower(clip(), 30);
    LayeredSeparator engine(test::referenceModel());
    engine.prepare({16000, 512, 256});
    Frame frame(bins);
    for (const auto& power : powers)
        engine.process(power, frame.view());
    for (std::size_t k = 0; k < bins; ++k) {
        CHECK(frame.speech[k] + frame.noise[k] == Approx(std::sqrt(powers.back()[k])));
        CHECK(frame.speech[k] == Approx(frame.gain[k] * std::sqrt(powers.back()[k])));
    }
}

TEST_CASE("sensitivity moves the mask both ways and 0 dB leaves it alone") {
    const auto powers = test::precisePower(clip(), 120);
    const auto meanGain = [&](float db) {
        LayeredSeparator engine(test::referenceModel());
        engine.prepare({16000, 512, 256});
        engine.setControls({db});
        Frame frame(bins);
        double sum = 0;
        for (const auto& power : powers) {
            engine.process(power, frame.view());
            sum += std::accumulate(frame.gain.begin(), frame.gain.end(), 0.0) / (bins * 120.0);
        }
        return sum;
    };
    const double less = meanGain(-10), plain = meanGain(0), more = meanGain(10);
    CHECK(less < 0.8 * plain);
    CHECK(more > 1.2 * plain);
    CHECK(meanGain(100) == meanGain(20)); // beyond the control's range
}

TEST_CASE("white noise is taken down by 20 dB and more, a clean voice stays") {
    const std::vector<float> noise = test::whiteNoise(48000, 0.05F, 11);
    const auto tail = [](const std::vector<float>& x) { return std::span(x).subspan(16000); };
    CHECK(levelDb(tail(run(noise).output), tail(noise)) < -20);
    const std::vector<float> voice = test::voice(16000, 2);
    CHECK(std::abs(levelDb(run(voice).output, voice)) < 1);
}

TEST_CASE("at higher rates the band up to 8 kHz is treated as at 16 kHz") {
    const auto powers = test::precisePower(clip(), 100);
    for (const int factor : {2, 3, 6}) { // 32, 48, 96 kHz
        const int size = 512 * factor;
        LayeredSeparator plain(test::referenceModel()), wide(test::referenceModel());
        plain.prepare({16000, 512, 256});
        wide.prepare({16000.0 * factor, size, size / 2});
        Frame expected(bins), frame(static_cast<std::size_t>(size / 2 + 1));
        std::vector<float> power(frame.gain.size(), 1e-6F);
        for (const auto& p : powers) {
            std::copy(p.begin(), p.end(), power.begin());
            plain.process(p, expected.view());
            wide.process(power, frame.view());
        }
        CHECK(std::equal(expected.gain.begin(), expected.gain.end(), frame.gain.begin()));
        CHECK(allWithin(frame.gain, 0, 1));
    }
}

TEST_CASE("above 8 kHz the gain is the root of the mean mask from 6 to 8 kHz") {
    const auto powers = test::precisePower(clip(), 60);
    LayeredSeparator engine(test::referenceModel());
    engine.prepare({48000, 1536, 768});
    Frame frame(769);
    std::vector<float> power(769, 1e-6F);
    for (const auto& p : powers) {
        std::copy(p.begin(), p.end(), power.begin());
        engine.process(power, frame.view());
        const double mean = std::accumulate(frame.gain.begin() + 192, frame.gain.begin() + 257, 0.0) / 65;
        CHECK(frame.gain[257] == Approx(std::sqrt(mean)));
        CHECK(frame.gain[768] == frame.gain[257]);
    }
}

TEST_CASE("every rate works with its own frame size, other frames are refused with the reason") {
    LayeredSeparator engine(test::referenceModel());
    for (const double rate : {1000.0, 8000.0, 11025.0, 12000.0, 22050.0, 44100.0, 192000.0}) {
        const int size = separation::frameSize({}, rate);
        CHECK_NOTHROW(engine.prepare({rate, size, size / 2}));
    }
    CHECK_THROWS_WITH(engine.prepare({8000, 512, 256}),
                      Catch::Contains("32 ms") && Catch::Contains("8000 Hz"));
    CHECK_THROWS_AS(engine.prepare({48000, 1024, 512}), std::invalid_argument); // 21 ms
    CHECK_THROWS_AS(engine.prepare({16000, 512, 128}), std::invalid_argument);  // needs interleaved copies
    CHECK_THROWS_AS(engine.prepare({std::numeric_limits<double>::quiet_NaN(), 512, 256}),
                    std::invalid_argument);
}
