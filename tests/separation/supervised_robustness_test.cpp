// SPDX-License-Identifier: GPL-3.0-or-later
/// The plain engine at every level and rate, and with frames that are no sound.
#include "separation/supervised_separator.h"
#include "tests/support/catch.h"
#include "tests/support/separator_frames.h"
#include "tests/support/synthetic_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;

TEST_CASE("The mask does not depend on the level, and the parts follow it") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.speechSparsity = 0.5F;
    const std::vector<float> power = randomPower(257, 11);
    const Frame one = separateOnce(d, settings, power);
    for (const float db : {-60.0F, -30.0F, 10.0F, 60.0F}) {
        const float gain = std::pow(10.0F, db / 20);
        std::vector<float> scaled = power;
        for (float& p : scaled)
            p *= gain * gain;
        const Frame other = separateOnce(d, settings, scaled);
        INFO(db << " dB");
        for (std::size_t k = 0; k < power.size(); ++k) {
            REQUIRE(other.gain[k] == Approx(one.gain[k]).margin(1e-4));
            REQUIRE(other.speech[k] == Approx(gain * one.speech[k]).epsilon(1e-3));
        }
    }
}

TEST_CASE("Digital silence keeps the last mask, shows no activations and leaves the state clean") {
    const Dictionary d = test::syntheticDictionary();
    NmfSettings settings;
    settings.warmStart = 0.5F;
    settings.maskSmoothing = 0.5F;
    settings.decisionDirected = 0.5F;
    SupervisedSeparator separator(d, {}, settings);
    separator.prepare(native);
    const std::vector<float> silence(257, 0.0F), quiet(257, 1e-9F), sound = randomPower(257, 1);
    CHECK(mean(separate(separator, silence).gain) == 1.0F); // nothing is known yet: it passes
    const Frame first = separate(separator, sound);
    for (const auto& frame : {silence, quiet, std::vector<float>(257, 1e-42F)}) {
        const Frame held = separate(separator, frame);
        CHECK(held.gain == first.gain);
        CHECK(mean(held.speech) + mean(held.noise) == 0.0F);
        for (const float a : separator.activations())
            REQUIRE(a == 0.0F);
    }
    SupervisedSeparator other(d, {}, settings);
    other.prepare(native);
    separate(other, sound);
    CHECK(separate(separator, sound).gain == separate(other, sound).gain);
}

TEST_CASE("Power that is not finite counts as silence in its bin and poisons nothing") {
    const Dictionary d = test::syntheticDictionary();
    std::vector<float> bad = randomPower(257, 2);
    std::vector<float> zeroed = bad;
    for (const std::size_t k : {0U, 17U, 256U})
        zeroed[k] = 0;
    bad[0] = std::numeric_limits<float>::quiet_NaN();
    bad[17] = std::numeric_limits<float>::infinity();
    bad[256] = -1;
    CHECK(separateOnce(d, {}, bad).gain == separateOnce(d, {}, zeroed).gain);

    SupervisedSeparator separator(d, {}, {});
    separator.prepare(native);
    for (const float p : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min()}) {
        const Frame frame = separate(separator, std::vector<float>(257, p));
        CHECK(isMask(frame.gain));
        CHECK(std::isfinite(mean(frame.speech)));
    }
    CHECK(separate(separator, zeroed).gain == separateOnce(d, {}, zeroed).gain);
}

TEST_CASE("Above the dictionary's bandwidth the mask is the mean of the upper quarter below, by magnitude") {
    const Dictionary d = test::syntheticDictionary();
    const FrameSpec wide{48000, 1536, 768};
    std::vector<float> power = randomPower(769, 4);
    const Frame frame = separateOnce(d, {}, power, wide);
    double weighted = 0, weights = 0;
    for (std::size_t k = 257 - 64; k < 257; ++k) {
        weighted += std::sqrt(static_cast<double>(power[k])) * static_cast<double>(frame.gain[k]);
        weights += std::sqrt(static_cast<double>(power[k]));
    }
    for (std::size_t k = 257; k < 769; ++k) {
        REQUIRE(frame.gain[k] == Approx(weighted / weights).epsilon(1e-4));
        REQUIRE(frame.speech[k] + frame.noise[k] == Approx(std::sqrt(power[k])));
    }
    // The known band is not changed by what lies above it.
    const std::vector<float> narrow(power.begin(), power.begin() + 257);
    const Frame known = separateOnce(d, {}, narrow);
    CHECK(std::equal(known.gain.begin(), known.gain.end(), frame.gain.begin()));
    // Sound only above the band: defined, and passed until there is a mask.
    std::fill_n(power.begin(), 257, 0.0F);
    CHECK(mean(separateOnce(d, {}, power, wide).gain) == 1.0F);
}

TEST_CASE("A dictionary that says nothing about the band lets everything pass") {
    nmf::Matrix<float> high = nmf::Matrix<float>::Constant(257, 2, 1e-9F);
    high.bottomRows(10).setOnes();
    const Dictionary d(test::syntheticDictionary().frequenciesHz(), high,
                       {{"speech", GroupKind::Speech, 0, 1}, {"noise", GroupKind::Noise, 1, 1}});
    const Frame frame = separateOnce(d, {}, randomPower(33, 1), {2000, 64, 32});
    CHECK(mean(frame.gain) == 1.0F);
}

TEST_CASE("Masks stay masks at every rate and for every kind of frame") {
    const Dictionary d = test::syntheticDictionary();
    for (const double rate : {1000.0, 7350.0, 11025.0, 44100.0, 192000.0}) {
        SupervisedSeparator separator(d, {}, {});
        const int size = frameSize({}, rate);
        separator.prepare({rate, size, size / 2});
        const auto bins = static_cast<std::size_t>(size / 2 + 1);
        std::vector<float> line(bins, 0.0F);
        line[bins / 3] = 1e4F;
        for (const auto& power : {std::vector<float>(bins, 1.0F), randomPower(bins, 3), line}) {
            const Frame frame = separate(separator, power);
            INFO(rate << " Hz");
            CHECK(isMask(frame.gain));
        }
    }
}

TEST_CASE("A frame is 32 ms, or the nearest multiple of 64 samples, below 16 kHz of 16") {
    CHECK(frameSize({}, 16000) == 512);
    CHECK(frameSize({}, 48000) == 1536);
    CHECK(frameSize({}, 44100) == 1408);
    CHECK(frameSize({}, 7350) == 240);
    CHECK(frameSize({}, 192000) == 6144);
    CHECK(frameSize({}, 1000) == 32);
    CHECK(frameSize({0.016, 2}, 16000) == 256);
}
