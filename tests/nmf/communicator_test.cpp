// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/communicator.h"
#include "tests/support/catch.h"
#include "tests/support/rank_checks.h"
#include "tests/support/thread_ranks.h"

using namespace winnow;

TEST_CASE("One process alone passes the checks of every communicator and sends nothing") {
    nmf::SelfCommunicator self;
    CHECK_NOTHROW(tests::checkRanks(self));
    CHECK(self.bytesSent() == 0);
}

TEST_CASE("Threads as ranks exchange, gather and add up as MPI does") {
    for (const int size : {1, 2, 3, 4, 7})
        CHECK_NOTHROW(tests::runAsRanks(size, [](nmf::Communicator& ranks) { tests::checkRanks(ranks); }));
}

TEST_CASE("A rank that fails ends the others, and its message comes out") {
    const auto run = [] {
        tests::runAsRanks(3, [](nmf::Communicator& ranks) {
            if (ranks.rank() == 1) throw std::runtime_error("rank 1 has no file");
            nmf::gatherValues(ranks, 1);
        });
    };
    CHECK_THROWS_WITH(run(), "rank 1 has no file");
}

TEST_CASE("Messages that do not match are found, not waited for") {
    const auto run = [] {
        tests::runAsRanks(2, [](nmf::Communicator& ranks) {
            std::vector<std::byte> own(4 + static_cast<std::size_t>(ranks.rank())), other(4);
            const int to = 1 - ranks.rank();
            ranks.exchange(std::vector<nmf::Communicator::Outgoing>{{to, own}},
                           std::vector<nmf::Communicator::Incoming>{{to, other}});
        });
    };
    CHECK_THROWS_WITH(run(), "a message is expected that no rank sends");
}

TEST_CASE("Shares are contiguous, complete and equal but for one") {
    for (const std::int64_t total :
         {std::int64_t{0}, std::int64_t{5}, std::int64_t{32}, std::int64_t{1} << 60})
        for (const int ranks : {1, 3, 4, 1000}) {
            CHECK(nmf::shareBegin(total, 0, ranks) == 0);
            CHECK(nmf::shareBegin(total, ranks, ranks) == total);
            std::int64_t least = total, most = 0;
            for (int r = 0; r < ranks; ++r) {
                const std::int64_t share =
                    nmf::shareBegin(total, r + 1, ranks) - nmf::shareBegin(total, r, ranks);
                least = std::min(least, share);
                most = std::max(most, share);
            }
            CHECK(least >= 0);
            CHECK(most - least <= 1);
        }
}
