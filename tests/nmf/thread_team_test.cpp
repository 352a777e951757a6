// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/thread_team.h"
#include "tests/support/catch.h"

#include <atomic>
#include <numeric>

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
