// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/column_shards.h"
#include "tests/support/catch.h"
#include "tests/support/thread_ranks.h"

#include <mutex>
#include <vector>

using namespace winnow;
using nmf::ColumnShards;

TEST_CASE("The ranks' shards cover every column once, and a tile has the same columns on any rank") {
    for (const long columns : {1L, 119L, 120L, 121L, 1000L, 50001L}) {
        const ColumnShards whole = ColumnShards::ofDense(columns);
        for (const int size : {1, 2, 3, 5, 40}) {
            std::vector<int> seen(static_cast<std::size_t>(columns));
            std::mutex mutex;
            tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
                const ColumnShards own = ColumnShards::ofDense(columns, &ranks);
                const std::lock_guard lock(mutex);
                CHECK(own.count() == whole.count());
                long counted = 0;
                for (int shard = own.firstShard(); shard < own.lastShard(); ++shard) {
                    CHECK(own.tilesOf(shard) == whole.tilesOf(shard));
                    for (auto t = own.tilesOf(shard).first; t < own.tilesOf(shard).second; ++t) {
                        const auto [first, count] = own.columnsOf(t);
                        CHECK(own.firstColumn() + first == whole.columnsOf(t).first);
                        CHECK(count == whole.columnsOf(t).second);
                        counted += count;
                        for (long j = 0; j < count; ++j)
                            ++seen[static_cast<std::size_t>(own.firstColumn() + first + j)];
                    }
                }
                CHECK(counted == own.ownColumns());
            });
            CHECK(seen == std::vector<int>(static_cast<std::size_t>(columns), 1));
        }
    }
}

TEST_CASE("Shards are few up to a million columns, more for longer matrices, and never more than tiles") {
    CHECK(ColumnShards::ofDense(100).count() == 1);
    CHECK(ColumnShards::ofDense(1L << 20).count() == 32);
    CHECK(ColumnShards::ofDense(1L << 22).count() == 128);
    CHECK(ColumnShards::ofDense(1L << 40).count() == 4096);
    CHECK(ColumnShards::ofSparse(1L << 20).count() == 8);
    CHECK(ColumnShards::ofSparse(1000000000).count() == 4096);
}
