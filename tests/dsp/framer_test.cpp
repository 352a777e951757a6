// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/framer.h"
#include "tests/dsp/malloc_count.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <stdexcept>

using namespace winnow::dsp;
using namespace winnow::test;

namespace {

constexpr int samples = 5000;
constexpr int hop = 48;

/// A process with memory from hop to hop, so that it shows any hop that is cut differently.
class Recursive {
public:
    void operator()(std::span<const float* const> in, std::span<float* const> out) {
        for (std::size_t c = 0; c < in.size(); ++c) {
            for (int i = 0; i < hop; ++i) {
                state_ = 0.9F * state_ + in[c][i];
                out[c][hop - 1 - i] = state_;
            }
        }
    }

private:
    float state_ = 0;
};

/// Two channels through a framer in blocks of the given sizes, over and over; the second behind the first.
std::vector<float> run(const std::vector<int>& blocks, bool inPlace) {
    Framer framer;
    framer.prepare(2, hop);
    Recursive process;
    std::vector<float> left = noise(samples, 1), right = noise(samples, 2), leftOut(samples),
                       rightOut(samples);
    for (int at = 0, i = 0; at < samples; ++i) {
        const int n = std::min(blocks[static_cast<std::size_t>(i) % blocks.size()], samples - at);
        const float* in[] = {left.data() + at, right.data() + at};
        float* out[] = {(inPlace ? left : leftOut).data() + at, (inPlace ? right : rightOut).data() + at};
        framer.process(in, out, n, process);
        at += n;
    }
    std::vector<float> result = inPlace ? left : leftOut;
    const std::vector<float>& second = inPlace ? right : rightOut;
    result.insert(result.end(), second.begin(), second.end());
    return result;
}

} // namespace

TEST_CASE("a framer's output is the same bit for bit whatever the block sizes, also in place") {
    const std::vector<float> wanted = run({samples}, false);
    REQUIRE(std::count(wanted.begin(), wanted.end(), 0.0F) == 2 * hop); // the first hop of each channel
    for (const std::vector<int>& blocks : std::vector<std::vector<int>>{
             {1}, {7}, {hop}, {hop - 1}, {hop + 1}, {64}, {1024}, {0, 3, 997, 1, 49, 480}}) {
        CAPTURE(blocks.front());
        CHECK(run(blocks, false) == wanted);
        CHECK(run(blocks, true) == wanted);
    }
}

TEST_CASE("a framer that copies is a delay of one hop, bit for bit") {
    Framer framer;
    framer.prepare(1, hop);
    CHECK(framer.latency() == hop);
    const std::vector<float> input = noise(1000);
    std::vector<float> output(1000);
    int hops = 0;
    const float* in = input.data();
    float* out = output.data();
    framer.process(&in, &out, 1000, [&](std::span<const float* const> hopIn, std::span<float* const> hopOut) {
        std::copy_n(hopIn[0], hop, hopOut[0]);
        ++hops;
    });
    CHECK(hops == 1000 / hop);
    CHECK(std::all_of(output.begin(), output.begin() + hop, [](float x) { return x == 0.0F; }));
    CHECK(std::equal(output.begin() + hop, output.end(), input.begin()));
}

TEST_CASE("reset drops what a framer has collected") {
    Framer framer;
    framer.prepare(1, 4);
    const auto doubled = [](std::span<const float* const> in, std::span<float* const> out) {
        for (int i = 0; i < 4; ++i)
            out[0][i] = 2 * in[0][i];
    };
    const std::vector<float> input{1, 2, 3, 4, 5, 6, 7};
    std::vector<float> output(7);
    const float* in = input.data();
    float* out = output.data();
    framer.process(&in, &out, 7, doubled);
    framer.reset();
    framer.process(&in, &out, 7, doubled);
    CHECK(output == std::vector<float>{0, 0, 0, 0, 2, 4, 6});
}

TEST_CASE("a framer allocates nothing while it runs and refuses impossible sizes") {
    Framer framer;
    CHECK_THROWS_AS(framer.prepare(0, 64), std::invalid_argument);
    CHECK_THROWS_AS(framer.prepare(1, 0), std::invalid_argument);
    framer.prepare(1, hop);
    std::vector<float> block = noise(500);
    const float* in = block.data();
    float* out = block.data();
    Recursive process;
    const MallocCount count;
    framer.process(&in, &out, 500, process);
    framer.reset();
    const long allocations = count.value();
    CHECK((allocations == 0 || !MallocCount::works()));
}
