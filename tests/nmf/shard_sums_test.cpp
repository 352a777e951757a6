// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/shard_sums.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"

#include <mutex>

using namespace winnow;

TEST_CASE(
    "The bytes of a sum over shards are what its formula says, and in all (ranks - 1)(shards / ranks + 1) "
    "vectors") {
    for (const int size : {1, 2, 4, 8}) {
        constexpr int shards = 32;
        constexpr std::int64_t elements = 64;
        std::uint64_t all = 0;
        std::mutex mutex;
        tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
            nmf::ShardSum<double> sum(&ranks, shards, elements);
            sum.finish();
            const std::lock_guard lock(mutex);
            all += ranks.bytesSent();
        });
        const auto expected = static_cast<std::uint64_t>((size - 1) * (shards / size + 1) * elements) * 8;
        CHECK(all == expected);
        std::uint64_t counted = 0;
        for (int r = 0; r < size; ++r)
            counted += nmf::shardSumBytes(r, size, shards, elements, 8);
        CHECK(counted == expected);
    }
}

TEST_CASE("A sum over shards starts anew after clear") {
    nmf::ShardSum<float> sum(nullptr, 2, 3);
    const float part[] = {1, 2, 3};
    for (int round = 0; round < 2; ++round) {
        sum.clear();
        sum.add(0, part);
        sum.add(1, part);
        sum.finish();
        CHECK(sum.data()[2] == 6);
    }
}
