// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/engine/capture_ring.h"
#include "tests/support/catch.h"

#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

using winnow::plugin::CaptureRing;

namespace {

std::vector<float> ramp(int first, int count) {
    std::vector<float> samples(static_cast<std::size_t>(count));
    std::iota(samples.begin(), samples.end(), static_cast<float>(first));
    return samples;
}

} // namespace

TEST_CASE("The ring gives back the last samples in order, across its end") {
    CaptureRing ring;
    CHECK(ring.last(10).empty());
    ring.prepare(10);
    CHECK(ring.last(10).empty());
    ring.write(ramp(0, 4));
    CHECK(ring.last(10) == ramp(0, 4));
    ring.write(ramp(4, 9));
    CHECK(ring.last(10) == ramp(3, 10));
    CHECK(ring.last(3) == ramp(10, 3));
    CHECK(ring.written() == 13);
    ring.prepare(10);
    CHECK(ring.last(10).empty());
}

TEST_CASE("A reader follows the ring, and loses only what was overwritten") {
    CaptureRing ring;
    ring.prepare(10);
    std::uint64_t position = 0;
    std::vector<float> out(4);
    const auto read = [&] {
        const auto got = ring.read(position, out);
        return std::vector<float>(got.begin(), got.end());
    };
    CHECK(read().empty());
    ring.write(ramp(0, 6));
    CHECK(read() == ramp(0, 4));
    CHECK(read() == ramp(4, 2));
    CHECK(read().empty());
    ring.write(ramp(6, 10));
    ring.write(ramp(16, 3));
    CHECK(read() == ramp(9, 4));
}

TEST_CASE("A reader never sees samples out of order, however the writer overtakes it") {
    CaptureRing ring;
    ring.prepare(64);
    std::atomic<bool> isDone{false};
    std::thread writer([&] {
        for (int first = 0; first < 400000; first += 16)
            ring.write(ramp(first, 16));
        isDone = true;
    });
    int torn = 0, looked = 0;
    do {
        const std::vector<float> seen = ring.last(64);
        for (std::size_t i = 1; i < seen.size(); ++i)
            torn += seen[i] != seen[i - 1] + 1 ? 1 : 0;
        ++looked;
    } while (!isDone);
    writer.join();
    CHECK(torn == 0);
    CHECK(looked > 0);
    CHECK(ring.last(64) == ramp(400000 - 64, 64));
}
