// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/thread_team.h"
#include "tests/support/catch.h"

#include <atomic>
#include <numeric>
#include <stdexcept>

using namespace winnow;

TEST_CASE("A thread team does every shard once and commits them in order, run after run") {
    for (int size : {1, 2, 5}) {
        nmf::ThreadTeam team(size);
        CHECK(team.size() == size);
        for (int shards : {0, 1, 3, 64}) {
            std::vector<std::atomic<int>> done(static_cast<std::size_t>(shards));
            std::vector<int> order;
            std::atomic<bool> knownWorkers{true};
            team.run(shards, {[&](int worker, int shard) {
                                  ++done[static_cast<std::size_t>(shard)];
                                  if (worker < 0 || worker >= size) knownWorkers = false;
                              },
                              [&](int, int shard) { order.push_back(shard); }});
            std::vector<int> expected(static_cast<std::size_t>(shards));
            std::iota(expected.begin(), expected.end(), 0);
            CHECK(order == expected);
            CHECK(knownWorkers);
            for (const auto& count : done)
                CHECK(count == 1);
        }
    }
}

TEST_CASE("What a worker writes in one run is seen in the next") {
    nmf::ThreadTeam team(3);
    std::vector<int> values(48, 0);
    for (int round = 1; round <= 50; ++round)
        team.run(48, {[&](int, int shard) {
                          const auto at = static_cast<std::size_t>(47 - shard);
                          if (values[at] == round - 1) values[at] = round;
                      },
                      [](int, int) {}});
    CHECK(values == std::vector<int>(48, 50));
}

TEST_CASE(
    "An exception in a shard comes out of the run, nothing behind it is committed, and the team goes on") {
    for (const int size : {1, 4}) {
        nmf::ThreadTeam team(size);
        int committed = 0;
        const auto failing = [&](int, int shard) {
            if (shard == 5) throw std::runtime_error("the file has vanished");
        };
        CHECK_THROWS_WITH(team.run(20, {failing,
                                        [&](int, int shard) {
                                            ++committed;
                                            if (shard > 5) committed = 1000;
                                        }}),
                          "the file has vanished");
        CHECK(committed <= 5);
        committed = 0;
        team.run(10, 20, {failing, [&](int, int shard) { committed += shard; }});
        CHECK(committed == 145);
    }
}
