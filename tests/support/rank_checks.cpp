// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rank_checks.h"

#include "nmf/random.h"
#include "nmf/shard_sums.h"

#include <cstring>
#include <numeric>

namespace winnow::tests {
namespace {

using nmf::Communicator;

void require(bool condition, const char* sentence) {
    if (!condition) throw CheckFailed(sentence);
}

/// Two messages to every other rank, of sizes that tell sender, receiver and turn; one of them empty.
void checkExchange(Communicator& ranks) {
    const int own = ranks.rank();
    const auto content = [](int from, int to, int turn) {
        return std::vector<int>(static_cast<std::size_t>((from + 2 * to + turn) % 4),
                                100 * from + 10 * to + turn);
    };
    std::vector<std::vector<int>> sent, received, expected;
    std::vector<std::pair<int, int>> pairs;
    for (int other = 0; other < ranks.size(); ++other)
        for (int turn = 0; turn < 2 && other != own; ++turn) {
            sent.push_back(content(own, other, turn));
            expected.push_back(content(other, own, turn));
            received.emplace_back(expected.back().size());
            pairs.emplace_back(other, turn);
        }
    std::vector<Communicator::Outgoing> out;
    std::vector<Communicator::Incoming> in;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        out.push_back({pairs[i].first, std::as_bytes(std::span(sent[i]))});
        in.push_back({pairs[i].first, std::as_writable_bytes(std::span(received[i]))});
        bytes += sent[i].size() * sizeof(int);
    }
    const std::uint64_t before = ranks.bytesSent();
    ranks.exchange(out, in);
    require(received == expected, "exchange: messages are mixed up");
    require(ranks.bytesSent() - before == bytes, "exchange: bytes are counted wrongly");
}

void checkGatherAndBroadcast(Communicator& ranks) {
    const std::vector<double> values = nmf::gatherValues(ranks, 0.5 + ranks.rank());
    std::vector<std::string> texts;
    for (int r = 0; r < ranks.size(); ++r) {
        require(values[static_cast<std::size_t>(r)] == 0.5 + r,
                "gatherValues: a value is in the wrong place");
        texts.push_back(std::string(static_cast<std::size_t>(r), 'x') + std::to_string(r));
    }
    require(gatherTexts(ranks, texts[static_cast<std::size_t>(ranks.rank())]) == texts,
            "gatherTexts: a text is wrong");
    for (int root = 0; root < ranks.size(); ++root) {
        std::vector<int> message(1000, ranks.rank() == root ? 7 + root : 0);
        ranks.broadcast(std::as_writable_bytes(std::span(message)), root);
        require(message == std::vector<int>(1000, 7 + root), "broadcast: another message arrives");
    }
}

/// Numbers whose sum depends on the order.
float part(int shard, std::size_t i) {
    return static_cast<float>(nmf::uniformAt(3, static_cast<std::uint64_t>(shard), i)) *
           (shard % 3 == 0 ? 1e4F : 1e-2F);
}

void checkShardSums(Communicator& ranks, int shards, std::size_t size) {
    nmf::ShardSum<float> sum(&ranks, shards, static_cast<std::ptrdiff_t>(size));
    std::vector<float> expected(size), values(size);
    for (int shard = 0; shard < shards; ++shard)
        for (std::size_t i = 0; i < size; ++i)
            expected[i] += part(shard, i);
    for (int round = 0; round < 2; ++round) { // buffers are used again
        sum.clear();
        const auto first = static_cast<int>(nmf::shareBegin(shards, ranks.rank(), ranks.size()));
        const auto last = static_cast<int>(nmf::shareBegin(shards, ranks.rank() + 1, ranks.size()));
        for (int shard = first; shard < last; ++shard) {
            for (std::size_t i = 0; i < size; ++i)
                values[i] = part(shard, i);
            sum.add(shard, values.data());
        }
        const std::uint64_t before = ranks.bytesSent();
        sum.finish();
        require(std::memcmp(sum.data(), expected.data(), size * sizeof(float)) == 0,
                "ShardSum: other bits than the sum in the shards' order");
        require(ranks.bytesSent() - before == nmf::shardSumBytes(ranks.rank(), ranks.size(), shards,
                                                                 static_cast<std::int64_t>(size),
                                                                 sizeof(float)),
                "ShardSum: sends other bytes than counted");
    }
}

} // namespace

void checkRanks(Communicator& ranks) {
    checkExchange(ranks);
    checkGatherAndBroadcast(ranks);
    for (const int shards : {0, 1, 3, 32})
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{1001}})
            checkShardSums(ranks, shards, size);
}

} // namespace winnow::tests
