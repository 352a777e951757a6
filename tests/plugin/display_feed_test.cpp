// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/display_feed.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace winnow::plugin;

TEST_CASE("A meter tells the largest value since it was last asked") {
    PeakMeter meter;
    CHECK(meter.take() == 0.0F);
    meter.add(0.25F);
    meter.add(0.5F);
    meter.add(0.125F);
    CHECK(meter.take() == 0.5F);
    CHECK(meter.take() == 0.0F);
}

TEST_CASE("The window sees the frame published last, as long as it was") {
    DisplayFeed feed;
    feed.prepare(48000);
    DisplayFrame frame;
    REQUIRE(feed.latest(frame));
    CHECK(frame.gain.empty());
    const std::vector<float> gain{0.0F, 0.5F, 1.0F}, activations{3.0F, 4.0F};
    feed.addFrame(gain, activations);
    REQUIRE(feed.latest(frame));
    CHECK(frame.gain == gain);
    CHECK(frame.activations == activations);
    feed.addFrame(std::vector<float>(DisplayFeed::mostBins + 5, 1.0F), {});
    REQUIRE(feed.latest(frame));
    CHECK(frame.gain.size() == DisplayFeed::mostBins);
    CHECK(frame.activations.empty());
}

TEST_CASE("A frame is seen whole or not at all") {
    DisplayFeed feed;
    feed.prepare(48000);
    std::atomic<bool> isDone{false};
    std::thread writer([&] {
        for (int i = 0; i < 4000; ++i) {
            const std::vector<float> same(257, static_cast<float>(i));
            feed.addFrame(same, same);
        }
        isDone = true;
    });
    int mixed = 0, seen = 0;
    DisplayFrame frame;
    do {
        if (!feed.latest(frame) || frame.gain.empty()) continue;
        ++seen;
        const bool isSame = std::all_of(frame.gain.begin(), frame.gain.end(),
                                        [&](float x) { return x == frame.gain.front(); }) &&
                            frame.activations == frame.gain;
        mixed += isSame ? 0 : 1;
    } while (!isDone);
    writer.join();
    CHECK(mixed == 0);
    REQUIRE(feed.latest(frame));
    CHECK(frame.gain.front() == 3999.0F);
}
