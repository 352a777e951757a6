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
    void begin(std::span<const float* const> in) {
        results_.assign(in.size(), std::vector<float>(hop));
        for (std::size_t c = 0; c < in.size(); ++c) {
            for (int i = 0; i < hop; ++i) {
                state_ = 0.9F * state_ + in[c][i];
                results_[c][static_cast<std::size_t>(hop - 1 - i)] = state_;
            }
        }
    }
    void advance(int, int) {}
    void finish(std::span<float* const> out) {
        for (std::size_t c = 0; c < out.size(); ++c)
            std::copy(results_[c].begin(), results_[c].end(), out[c]);
    }

private:
    float state_ = 0;
    std::vector<std::vector<float>> results_;
};

/// Hands every sample through a function, and writes down when.
template <class Function> struct Through {
    Function function;
    int size = 0, hops = 0;
    std::vector<float> held = std::vector<float>(static_cast<std::size_t>(size));
    std::vector<int> shares = {};
    void begin(std::span<const float* const> in) {
        for (std::size_t i = 0; i < held.size(); ++i)
            held[i] = function(in[0][i]);
    }
    void advance(int share, int) { shares.push_back(share); }
    void finish(std::span<float* const> out) {
        std::copy(held.begin(), held.end(), out[0]);
        ++hops;
    }
};
template <class Function> Through<Function> through(int size, Function function) {
    return {function, size};
}

/// Two channels through a framer in blocks of the given sizes, over and over; the second behind the first.
std::vector<float> run(const std::vector<int>& blocks, bool inPlace, int spread = 0) {
    Framer framer;
    framer.prepare(2, hop, spread);
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
    for (const int spread : {0, 6, hop - 1, hop}) {
        CAPTURE(spread);
        const std::vector<float> wanted = run({samples}, false, spread);
        REQUIRE(std::count(wanted.begin(), wanted.end(), 0.0F) ==
                2 * (hop + spread)); // of each channel's start
        for (const std::vector<int>& blocks : std::vector<std::vector<int>>{
                 {1}, {7}, {hop}, {hop - 1}, {hop + 1}, {64}, {1024}, {0, 3, 997, 1, 49, 480}}) {
            CAPTURE(blocks.front());
            CHECK(run(blocks, false, spread) == wanted);
            CHECK(run(blocks, true, spread) == wanted);
        }
    }
}

TEST_CASE("a framer that copies is a delay of one hop, bit for bit") {
    Framer framer;
    framer.prepare(1, hop);
    CHECK(framer.latency() == hop);
    const std::vector<float> input = noise(1000);
    std::vector<float> output(1000);
    auto copy = through(hop, [](float x) { return x; });
    const float* in = input.data();
    float* out = output.data();
    framer.process(&in, &out, 1000, copy);
    CHECK(copy.hops == 1000 / hop);
    CHECK(std::all_of(output.begin(), output.begin() + hop, [](float x) { return x == 0.0F; }));
    CHECK(std::equal(output.begin() + hop, output.end(), input.begin()));
}

TEST_CASE(
    "a framer with a spread tells after every block how much of it is over, and plays the hop behind it") {
    Framer framer;
    framer.prepare(1, 8, 4);
    CHECK(framer.latency() == 12);
    auto copy = through(8, [](float x) { return x; });
    std::vector<float> input(24), output(24);
    for (std::size_t i = 0; i < 24; ++i)
        input[i] = static_cast<float>(i + 1);
    for (const auto& [at, size] : {std::pair{0, 8}, {8, 1}, {9, 2}, {11, 5}, {16, 8}}) {
        const float* in = input.data() + at;
        float* out = output.data() + at;
        framer.process(&in, &out, size, copy);
    }
    CHECK(copy.shares == std::vector<int>{1, 3, 4, 4});
    CHECK(copy.hops == 2);
    CHECK(std::equal(output.begin() + 12, output.end(), input.begin()));
    CHECK(std::all_of(output.begin(), output.begin() + 12, [](float x) { return x == 0.0F; }));
}

TEST_CASE("reset drops what a framer has collected") {
    Framer framer;
    framer.prepare(1, 4);
    auto doubled = through(4, [](float x) { return 2 * x; });
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
    CHECK_THROWS_AS(framer.prepare(1, 64, 65), std::invalid_argument);
    CHECK_THROWS_AS(framer.prepare(1, 64, -1), std::invalid_argument);
    framer.prepare(1, hop, 6);
    std::vector<float> block = noise(500);
    const float* in = block.data();
    float* out = block.data();
    auto process = through(hop, [](float x) { return -x; });
    process.shares.reserve(500);
    const MallocCount count;
    framer.process(&in, &out, 500, process);
    framer.reset();
    const long allocations = count.value();
    CHECK((allocations == 0 || !MallocCount::works()));
}
