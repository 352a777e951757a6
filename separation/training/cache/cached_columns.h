// SPDX-License-Identifier: GPL-3.0-or-later
/// Matrices of any number of columns for the solvers, in memory and in a file.
#pragma once

#include "nmf/activation_store.h"
#include "separation/training/cache/block_store.h"

#include <map>
#include <mutex>
#include <span>
#include <vector>

namespace winnow::separation {

/// The frames to learn from. Filled column by column in any order by any threads, then read.
class CachedColumns final : public nmf::ColumnSource<float> {
public:
    /// @param memory  bytes of it to hold in memory
    CachedColumns(nmf::Index rows, nmf::Index columns, std::uint64_t memory,
                  const std::filesystem::path& folder);

    /// Each column once. @throws std::runtime_error: see BlockStore::write. [any]
    void put(nmf::Index column, std::span<const float> values);

    nmf::Index rows() const noexcept override { return rows_; }
    nmf::Index columns() const noexcept override { return columns_; }
    void read(nmf::Index first, nmf::Index count, float* out) const override;

private:
    struct Begun {
        std::vector<float> values;
        nmf::Index filled = 0;
    };

    nmf::Index rows_, columns_;
    BlockStore store_;
    std::mutex mutex_;
    std::map<nmf::Index, Begun> begun_; ///< blocks that lack columns: few, as recordings are read in order
};

/// Activations, and the copy that the solver may ask for.
class CachedActivations final : public nmf::ActivationStore<float> {
public:
    /// @param memory  bytes to hold in memory, of each
    CachedActivations(nmf::Index atoms, nmf::Index columns, std::uint64_t memory,
                      const std::filesystem::path& folder);

    nmf::Index rows() const noexcept override { return atoms_; }
    nmf::Index columns() const noexcept override { return columns_; }
    void read(nmf::Index first, nmf::Index count, float* out) const override;
    void write(nmf::Index first, nmf::Index count, const float* in) override;
    void save() override;
    void restore() override;

private:
    void copy(const BlockStore& from, BlockStore& to) const;

    nmf::Index atoms_, columns_;
    BlockStore now_, saved_;
    bool hasSaved_ = false;
};

} // namespace winnow::separation
