// SPDX-License-Identifier: GPL-3.0-or-later
/// Sums over a fixed number of shards, added up in the shards' order: the same bits for any number of threads
/// and ranks.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/communicator.h"

#include <cstdint>
#include <vector>

namespace winnow::nmf {

/// A vector for each shard, and their sum ((0 + p_0) + p_1) + ... on every rank. Rank r of R has the shards
/// shareBegin(shards, r, R) to shareBegin(shards, r + 1, R) - 1.
///
/// With several ranks, a rank keeps the vectors of its own shards. finish() then cuts the vectors into as
/// many slices as there are ranks; rank q gets slice q of all shards, adds them up in their order, and sends
/// the sum of its slice to all: a reduce-scatter and an all-gather as in Kannan, Ballard & Park (2018), but
/// with one message a shard in place of one a rank, which is what the fixed order costs (shardSumBytes).
template <class T> class ShardSum {
public:
    /// @param ranks  outlives this; null: one process
    /// @param slices  where the ranks' slices begin, and the size behind them; empty: of equal size
    ShardSum(Communicator* ranks, int shards, std::ptrdiff_t size, std::vector<std::ptrdiff_t> slices = {});
    ShardSum() = default;

    std::size_t size() const noexcept { return total_.size(); }
    void clear() noexcept { total_.clear(); }
    /// The next of this rank's shards: each once between clear() and finish(), in their order.
    void add(int shard, const T* part) noexcept { add(shard, 0, static_cast<std::ptrdiff_t>(size()), part); }
    /// Elements first .. first+count-1 of a shard's vector; every element's shards come once and in their
    /// order. Different elements by any number of threads at once.
    void add(int shard, std::ptrdiff_t first, std::ptrdiff_t count, const T* part) noexcept;
    /// All ranks, after the last shard. [main]
    void finish();
    /// The first half of finish(): the sum is there in this rank's slice only.
    void finishSlice();
    /// The sum, after finish(); elements may be changed.
    T* data() noexcept { return total_.data(); }
    const T* data() const noexcept { return total_.data(); }

private:
    bool alone() const noexcept { return ranks_ == nullptr || ranks_->size() == 1; }
    std::ptrdiff_t sliceBegin(int rank) const noexcept {
        return slices_.empty() ? shareBegin(static_cast<std::int64_t>(size()), rank, ranks_->size())
                               : slices_[static_cast<std::size_t>(rank)];
    }

    Communicator* ranks_ = nullptr;
    int shards_ = 0, firstShard_ = 0;
    std::vector<std::ptrdiff_t> slices_;
    AlignedBuffer<T> total_;
    AlignedBuffer<T> own_;      ///< of this rank's shards, one after another
    AlignedBuffer<T> received_; ///< this rank's slice of the others' shards
};

/// part(shard), added up over the shards of all ranks in their order. All ranks. [main]
template <class Part> double sumOverShards(Communicator* ranks, int shards, const Part& part) {
    ShardSum<double> sum(ranks, shards, 1);
    const int rank = ranks != nullptr ? ranks->rank() : 0, size = ranks != nullptr ? ranks->size() : 1;
    const auto last = static_cast<int>(shareBegin(shards, rank + 1, size));
    for (auto shard = static_cast<int>(shareBegin(shards, rank, size)); shard < last; ++shard) {
        const double value = part(shard);
        sum.add(shard, &value);
    }
    sum.finish();
    return *sum.data();
}

/// Bytes that rank r of `ranks` sends in one ShardSum::finish(): to each other rank its slice of every own
/// shard, and then the sum of the own slice. Over all ranks (ranks - 1) (shards / ranks + 1) times the size
/// of the vector, where ranks divides both.
std::uint64_t shardSumBytes(int rank, int ranks, int shards, std::int64_t size, std::size_t elementBytes);

} // namespace winnow::nmf
