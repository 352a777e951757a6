// SPDX-License-Identifier: GPL-3.0-or-later
/// Which frames are learned from: levels, shares, draws; and work on several threads.
#include "separation/parallel_for.h"
#include "separation/training/frame_draw.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

using namespace winnow::separation;
using Counts = std::vector<std::int64_t>;

namespace {

std::vector<std::int64_t> drawn(std::int64_t available, std::int64_t count, std::uint64_t seed,
                                const std::string& label) {
    std::vector<std::int64_t> numbers;
    drawOrdinals(available, count, seed, label, [&](std::int64_t number) { numbers.push_back(number); });
    return numbers;
}

} // namespace

TEST_CASE("a level histogram leaves digital silence out of its quantiles") {
    LevelHistogram levels;
    for (int i = 0; i < 500; ++i)
        levels.add(LevelHistogram::binOf(-std::numeric_limits<double>::infinity()));
    for (int i = 0; i < 100; ++i)
        levels.add(LevelHistogram::binOf(-60.0 + 0.5 * i)); // one in each bin from -60 dB on
    CHECK(levels.total() == 100);
    const int bin = levels.quantileBin(0.3);
    CHECK(bin == LevelHistogram::binOf(-45.0));
    CHECK(levels.countFrom(bin) == 70);
    CHECK(levels.quantileBin(0) == LevelHistogram::binOf(-60));
}

TEST_CASE("level bins rise with the level and hold at both ends") {
    CHECK(LevelHistogram::binOf(std::nan("")) == 0);
    CHECK(LevelHistogram::binOf(-107) == 0);
    CHECK(LevelHistogram::binOf(-106) == 1);
    CHECK(LevelHistogram::binOf(-105.5) == 2);
    CHECK(LevelHistogram::binOf(1e9) == LevelHistogram::bins - 1);
}

TEST_CASE("categories share frames evenly up to the cap, and what one lacks goes to the others") {
    CHECK(shareAmongCategories(Counts{100, 100, 100}, 1000, 30) == Counts{10, 10, 10});
    CHECK(shareAmongCategories(Counts{1000, 1000000, 1000}, 1000, 300) ==
          Counts{100, 100, 100});                                                   // capped weight
    CHECK(shareAmongCategories(Counts{10, 20, 70}, 1000, 50) == Counts{5, 10, 35}); // by length below it
    CHECK(shareAmongCategories(Counts{2, 1000, 1000}, 2, 302) == Counts{2, 150, 150});
    CHECK(shareAmongCategories(Counts{5, 6}, 10, 100) == Counts{5, 6});
    CHECK(shareAmongCategories(Counts{0, 6}, 10, 4) == Counts{0, 4});
    CHECK(shareAmongCategories(Counts{}, 10, 4).empty());
}

TEST_CASE("shares add up to what is wanted exactly and exceed nothing") {
    const Counts available{1, 7, 13, 500, 3, 77, 1000};
    const auto wanted = GENERATE(1, 2, 10, 101, 777, 1600);
    const auto shares = shareAmongCategories(available, 50, wanted);
    CHECK(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) == wanted);
    for (std::size_t i = 0; i < shares.size(); ++i)
        CHECK((shares[i] >= 0 && shares[i] <= available[i]));
}

TEST_CASE("a draw takes distinct numbers in order, the same for the same seed and label") {
    const auto numbers = drawn(1000, 100, 5, "speech/ann");
    REQUIRE(numbers.size() == 100);
    CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    CHECK(std::set<std::int64_t>(numbers.begin(), numbers.end()).size() == 100);
    CHECK(numbers.front() >= 0);
    CHECK(numbers.back() < 1000);
    CHECK(drawn(1000, 100, 5, "speech/ann") == numbers);
    CHECK(drawn(1000, 100, 6, "speech/ann") != numbers);
    CHECK(drawn(1000, 100, 5, "speech/ben") != numbers);
    CHECK(drawn(4, 4, 1, "") == Counts{0, 1, 2, 3});
    CHECK(drawn(4, 0, 1, "").empty());
}

TEST_CASE("a draw is even: every number comes as often as chance has it") {
    std::vector<int> hits(20, 0);
    for (std::uint64_t seed = 0; seed < 2000; ++seed)
        for (const auto i : drawn(20, 5, seed, "x"))
            ++hits[static_cast<std::size_t>(i)];
    for (const int h : hits) { // mean 500, standard deviation 19
        CHECK(h > 500 - 5 * 19);
        CHECK(h < 500 + 5 * 19);
    }
}

TEST_CASE("parallel work is done once for every item, on any number of threads") {
    const int threads = GENERATE(1, 2, 5);
    std::vector<int> times(100, 0);
    std::atomic<int> worst{0};
    CHECK(parallelFor(100, threads, [&](std::size_t item, int worker) {
        ++times[item];
        if (worker >= threads) worst = worker;
    }));
    CHECK(std::all_of(times.begin(), times.end(), [](int t) { return t == 1; }));
    CHECK(worst == 0);
    CHECK(parallelFor(0, threads, [](std::size_t, int) {}));
}

TEST_CASE("parallel work throws the error of its first failing item") {
    const int threads = GENERATE(1, 4);
    for (int repeat = 0; repeat < 20; ++repeat)
        CHECK_THROWS_WITH(parallelFor(50, threads,
                                      [](std::size_t item, int) {
                                          if (item % 10 == 7)
                                              throw std::runtime_error("item " + std::to_string(item));
                                      }),
                          "item 7");
}

TEST_CASE("parallel work stops when it is told to") {
    const int threads = GENERATE(1, 3);
    std::atomic<int> done{0};
    CHECK_FALSE(parallelFor(
        1000000, threads, [&](std::size_t, int) { ++done; }, [&](std::size_t items) { return items == 0; }));
    CHECK(done < 1000000);
}
