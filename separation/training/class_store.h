// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the frames and activations of a class are: in memory, or in part in a file.
#pragma once

#include "separation/training/cache/cached_columns.h"
#include "separation/training/class_learning.h"

#include <array>
#include <memory>
#include <optional>

namespace winnow::separation {

/// The frames to learn from. Filled by any threads, then read.
class FrameStore {
public:
    /// @param memory  bytes to hold in memory; BlockStore::unlimited: all, as one matrix
    FrameStore(nmf::Index rows, nmf::Index columns, std::uint64_t memory,
               const std::filesystem::path& folder);

    /// Each column once. [any]
    void put(nmf::Index column, std::span<const float> values);
    const nmf::ColumnSource<float>& columns() const;

private:
    nmf::Matrix<float> matrix_;
    std::optional<nmf::StridedColumns<float>> inMemory_;
    std::unique_ptr<CachedColumns> cached_;
};

/// The activations of a class while it is learned.
class ActivationRoom {
public:
    /// @param memory  bytes to hold in memory, of each of three copies; BlockStore::unlimited: all
    ActivationRoom(nmf::Index atoms, nmf::Index columns, std::uint64_t memory,
                   const std::filesystem::path& folder);

    ClassActivations activations() { return {*now_, *kept_}; }

private:
    nmf::Matrix<float> nowMatrix_, keptMatrix_;
    std::unique_ptr<nmf::ActivationStore<float>> now_, kept_;
};

/// How a limit is shared among them, in bytes to hold in memory; BlockStore::unlimited: all fits.
struct StoreShares {
    std::array<std::uint64_t, 2> frames{BlockStore::unlimited, BlockStore::unlimited};
    std::uint64_t samples = BlockStore::unlimited;     ///< of each class
    std::uint64_t activations = BlockStore::unlimited; ///< of each copy
};

struct StoreSizes {
    nmf::Index bins = 0;
    std::array<nmf::Index, 2> frames{}, samples{}, atoms{}; ///< of speech and noise; frames of this rank
    int threads = 1;                                        ///< 0: all
};

/// Both classes' frames and samples are kept at once, one class's activations. Samples, which are read most
/// often, come first. Counts what the process has now, and what learning needs beside these. [main]
/// @throws MemoryTooSmall
StoreShares shareMemory(const MemoryLimit& limit, const StoreSizes& sizes);

} // namespace winnow::separation
