// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/delay_line.h"
#include "tests/dsp/malloc_count.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <stdexcept>

using namespace winnow::dsp;
using namespace winnow::test;

TEST_CASE("a delay line gives the same bits later, in blocks of any size and in place") {
    std::vector<float> input = noise(1000);
    input[10] = std::bit_cast<float>(0x7FC12345U); // a NaN with a payload
    input[11] = std::numeric_limits<float>::denorm_min();
    input[12] = -0.0F;
    for (const int delay : {0, 1, 7, 64, 999, 2000}) {
        for (const std::size_t block : {1U, 3U, 100U, 1000U}) {
            CAPTURE(delay, block);
            DelayLine line;
            line.prepare(1, delay);
            REQUIRE(line.delay() == delay);
            std::vector<float> buffer = input;
            for (std::size_t at = 0; at < buffer.size(); at += block) {
                const auto part = std::span(buffer).subspan(at, std::min(block, buffer.size() - at));
                line.process(0, part, part);
            }
            int wrong = 0;
            for (int i = 0; i < 1000; ++i) {
                const float wanted = i < delay ? 0.0F : input[static_cast<std::size_t>(i - delay)];
                wrong += std::bit_cast<std::uint32_t>(wanted) != std::bit_cast<std::uint32_t>(buffer[i]);
            }
            CHECK(wrong == 0);
        }
    }
}

TEST_CASE("channels of a delay line are apart, and reset silences both") {
    DelayLine line;
    line.prepare(2, 2);
    const std::vector<float> left{1, 2, 3}, right{10, 20, 30};
    std::vector<float> leftOut(3), rightOut(3);
    line.process(0, left, leftOut);
    line.process(1, right, rightOut);
    CHECK(leftOut == std::vector<float>{0, 0, 1});
    CHECK(rightOut == std::vector<float>{0, 0, 10});
    line.reset();
    line.process(0, left, leftOut);
    line.process(1, right, rightOut);
    CHECK(leftOut == std::vector<float>{0, 0, 1});
    CHECK(rightOut == std::vector<float>{0, 0, 10});
}

TEST_CASE("a delay line allocates nothing while it runs and refuses impossible settings") {
    DelayLine line;
    CHECK_THROWS_AS(line.prepare(0, 5), std::invalid_argument);
    CHECK_THROWS_AS(line.prepare(1, -1), std::invalid_argument);
    line.prepare(1, 100);
    std::vector<float> block = noise(500);
    const MallocCount count;
    line.process(0, block, block);
    line.reset();
    const long allocations = count.value();
    CHECK((allocations == 0 || !MallocCount::works()));
}
