// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/shard_sums.h"

#include <algorithm>

namespace winnow::nmf {

template <class T>
ShardSum<T>::ShardSum(Communicator* ranks, int shards, std::ptrdiff_t size,
                      std::vector<std::ptrdiff_t> slices)
    : ranks_(ranks), shards_(shards), slices_(std::move(slices)), total_(size) {
    if (alone()) return;
    const int rank = ranks_->rank();
    firstShard_ = static_cast<int>(shareBegin(shards, rank, ranks_->size()));
    const auto own = static_cast<int>(shareBegin(shards, rank + 1, ranks_->size())) - firstShard_;
    own_ = AlignedBuffer<T>(own * size);
    received_ = AlignedBuffer<T>((shards - own) * (sliceBegin(rank + 1) - sliceBegin(rank)));
}

template <class T>
void ShardSum<T>::add(int shard, std::ptrdiff_t first, std::ptrdiff_t count, const T* part) noexcept {
    if (!alone()) {
        std::copy_n(part, count,
                    own_.data() + static_cast<std::size_t>(shard - firstShard_) * size() + first);
        return;
    }
    T* const total = total_.data() + first;
    for (std::ptrdiff_t i = 0; i < count; ++i)
        total[i] += part[i];
}

template <class T> void ShardSum<T>::finish() {
    finishSlice();
    if (alone()) return;
    std::vector<std::size_t> starts;
    for (int other = 0; other <= ranks_->size(); ++other)
        starts.push_back(static_cast<std::size_t>(sliceBegin(other)) * sizeof(T));
    gatherPieces(*ranks_, std::as_writable_bytes(std::span(total_.data(), size())), starts);
}

template <class T> void ShardSum<T>::finishSlice() {
    if (alone()) return;
    const int rank = ranks_->rank();
    const std::ptrdiff_t begin = sliceBegin(rank), length = sliceBegin(rank + 1) - begin;
    std::vector<const T*> parts; // this rank's slice of every shard
    std::vector<Communicator::Outgoing> out;
    std::vector<Communicator::Incoming> in;
    T* next = received_.data();
    for (int other = 0; other < ranks_->size(); ++other) {
        const auto first = static_cast<int>(shareBegin(shards_, other, ranks_->size()));
        const auto last = static_cast<int>(shareBegin(shards_, other + 1, ranks_->size()));
        for (int shard = first; shard < last; ++shard) {
            if (other == rank) {
                parts.push_back(own_.data() + static_cast<std::size_t>(shard - firstShard_) * size() + begin);
                continue;
            }
            parts.push_back(next);
            in.push_back({other, std::as_writable_bytes(std::span(next, static_cast<std::size_t>(length)))});
            next += length;
        }
        if (other == rank) continue;
        const std::ptrdiff_t slice = sliceBegin(other);
        for (std::size_t own = 0; own * size() < own_.size(); ++own)
            out.push_back(
                {other, std::as_bytes(std::span(own_.data() + own * size() + slice,
                                                static_cast<std::size_t>(sliceBegin(other + 1) - slice)))});
    }
    ranks_->exchange(out, in);
    T* const total = total_.data() + begin;
    std::fill_n(total, length, T(0));
    for (const T* part : parts)
        for (std::ptrdiff_t i = 0; i < length; ++i)
            total[i] += part[i];
}

std::uint64_t shardSumBytes(int rank, int ranks, int shards, std::int64_t size, std::size_t elementBytes) {
    const std::int64_t own = shareBegin(shards, rank + 1, ranks) - shareBegin(shards, rank, ranks);
    const std::int64_t slice = shareBegin(size, rank + 1, ranks) - shareBegin(size, rank, ranks);
    return static_cast<std::uint64_t>(own * (size - slice) + (ranks - 1) * slice) * elementBytes;
}

template class ShardSum<float>;
template class ShardSum<double>;

} // namespace winnow::nmf
