// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/shard_sums.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"

#include <mutex>
#include <stdexcept>
#include <vector>

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

TEST_CASE("A sum over shards ends in slices of the sizes wanted, from parts that come in pieces") {
    // Numbers whose sum depends on the order: 1e8 + 1 - 1e8 in float.
    const float values[] = {1e8F, 1, -1e8F, 3};
    tests::runAsRanks(2, [&](nmf::Communicator& ranks) {
        nmf::ShardSum<float> sum(&ranks, 4, 5, {0, 1, 5}), whole(&ranks, 4, 5);
        for (int shard = 2 * ranks.rank(); shard < 2 * ranks.rank() + 2; ++shard) {
            const std::vector<float> part(5, values[shard]);
            sum.add(shard, 0, 2, part.data());
            sum.add(shard, 2, 3, part.data());
            whole.add(shard, part.data());
        }
        sum.finishSlice();
        whole.finish();
        const float expected = ((0 + values[0] + values[1]) + values[2]) + values[3];
        const std::ptrdiff_t first = ranks.rank() == 0 ? 0 : 1, last = ranks.rank() == 0 ? 1 : 5;
        for (std::ptrdiff_t i = first; i < last; ++i)
            if (sum.data()[i] != expected || whole.data()[i] != expected)
                throw std::logic_error("the sum is another");
    });
}
