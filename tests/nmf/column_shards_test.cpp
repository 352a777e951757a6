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
        const ColumnShards whole(columns);
        for (const int size : {1, 2, 3, 5, 40}) {
            std::vector<int> seen(static_cast<std::size_t>(columns));
            std::mutex mutex;
            tests::runAsRanks(size, [&](nmf::Communicator& ranks) {
                const ColumnShards own(columns, 32, &ranks);
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
