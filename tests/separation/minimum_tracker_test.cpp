// SPDX-License-Identifier: GPL-3.0-or-later
/// The tracked noise atom: what the tracker follows, and what the plain engine makes of it.
#include "separation/minimum_tracker.h"
#include "separation/constants.h"
#include "separation/supervised_separator.h"
#include "tests/support/catch.h"
#include "tests/support/separator_frames.h"
#include "tests/support/synthetic_model.h"

#include <algorithm>
#include <numeric>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;

namespace {

constexpr int windowFrames = constants::trackedSubWindows * static_cast<int>(constants::trackedSubWindowHops);

void feed(MinimumTracker& tracker, float magnitude, int frames) {
    for (int i = 0; i < frames; ++i)
        tracker.update(std::vector<float>{magnitude});
}

float meanGain(const Frame& frame) {
    return std::accumulate(frame.gain.begin(), frame.gain.end(), 0.0F) / static_cast<float>(frame.gain.size());
}

} // namespace

TEST_CASE("The minimum stays at the noise while speech passes, and follows noise that stays louder") {
    MinimumTracker tracker;
    tracker.prepare(1, 1);
    CHECK(tracker.minimum()[0] == 0);
    feed(tracker, 1, 20);
    CHECK(tracker.minimum()[0] == Approx(1));
    feed(tracker, 8, windowFrames / 2); // a word
    CHECK(tracker.minimum()[0] == Approx(1));
    feed(tracker, 8, 2 * windowFrames);
    CHECK(tracker.minimum()[0] == Approx(8).epsilon(1e-3));
    feed(tracker, 0.5F, 40);
    CHECK(tracker.minimum()[0] == Approx(0.5).epsilon(1e-2));
}

TEST_CASE("A bad sample does not lift the tracked minimum") {
    MinimumTracker tracker;
    tracker.prepare(1, 1);
    feed(tracker, 1, 2 * windowFrames);
    feed(tracker, 1e12F, 1);
    for (int i = 0; i < 2 * windowFrames; ++i) {
        feed(tracker, 1, 1);
        REQUIRE(tracker.minimum()[0] < 1.1F);
    }
}

TEST_CASE("The tracker's window is the same in seconds at half the hop") {
    MinimumTracker whole, half;
    whole.prepare(1, 1);
    half.prepare(1, 0.5);
    feed(whole, 1, 100);
    feed(half, 1, 200);
    feed(whole, 3, windowFrames / 2);
    feed(half, 3, windowFrames);
    CHECK(half.minimum()[0] == Approx(whole.minimum()[0]));
    feed(whole, 3, 2 * windowFrames);
    feed(half, 3, 4 * windowFrames);
    CHECK(half.minimum()[0] == Approx(whole.minimum()[0]).epsilon(1e-3));
}

TEST_CASE("With a tracked atom steady noise that no atom knows is removed, and a new sound is not") {
    const Dictionary dictionary = syntheticDictionary();
    NmfSettings without;
    NmfSettings with = without;
    with.trackedNoise = constants::trackedNoise;
    const FrameSpec spec{16000, 512, 256};

    std::vector<float> noise(257, 1e-4F); // a whistle: one narrow peak
    for (std::size_t k = 60; k < 64; ++k)
        noise[k] = 100;
    std::vector<float> both = noise;
    for (std::size_t k = 10; k < 50; ++k)
        both[k] = 400;

    SupervisedSeparator plain(dictionary, {}, without), tracking(dictionary, {}, with);
    plain.prepare(spec);
    tracking.prepare(spec);
    for (int i = 0; i < 60; ++i) {
        separate(plain, noise);
        separate(tracking, noise);
    }
    CHECK(separate(tracking, noise).gain[62] < 0.5F * separate(plain, noise).gain[62]);
    const Frame mixed = separate(tracking, both);
    CHECK(mixed.gain[30] > 2 * mixed.gain[62]);

    tracking.reset();
    const Frame first = separate(tracking, noise);
    tracking.prepare(spec);
    CHECK(first.gain == separate(tracking, noise).gain);
    CHECK(meanGain(first) <= 1);
}

TEST_CASE("A tracked atom keeps the mask independent of the level") {
    NmfSettings settings;
    settings.trackedNoise = constants::trackedNoise;
    const std::vector<float> power = randomPower(257, 3);
    for (const float gain : {1e-3F, 3.0F}) {
        SupervisedSeparator one(syntheticDictionary(), {}, settings), other(syntheticDictionary(), {}, settings);
        one.prepare({16000, 512, 256});
        other.prepare({16000, 512, 256});
        for (int i = 0; i < 5; ++i) {
            std::vector<float> frame = power, scaled;
            std::rotate(frame.begin(), frame.begin() + 10 * i, frame.end());
            for (const float p : frame)
                scaled.push_back(p * gain * gain);
            const Frame a = separate(one, frame), b = separate(other, scaled);
            for (std::size_t k = 0; k < power.size(); ++k)
                REQUIRE(b.gain[k] == Approx(a.gain[k]).margin(2e-3));
        }
    }
}
