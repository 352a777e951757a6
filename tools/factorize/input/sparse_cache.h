// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse matrix on disk, column by column, whatever the order of its file.
#pragma once

#include "nmf/sparse_source.h"
#include "system/scratch_file.h"
#include "tools/factorize/input/entry_sink.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace winnow::tools {

using nmf::Index;

/// Gives all entries of a sparse matrix to a sink; called again, the same.
using EntryReader = std::function<void(EntrySink&)>;

/// How the entries of a matrix are spread over its columns: what is known after a first reading.
struct EntryCounts {
    std::int64_t rows = 0, columns = 0;
    std::int64_t firstRow = 0, ownRows = 0; ///< that count
    std::int64_t all = 0;                   ///< entries of all rows
    std::vector<std::int64_t>
        starts; ///< columns + 1: entries before each column, those at one place counted apart

    std::int64_t entries() const noexcept { return starts.empty() ? 0 : starts.back(); }
};

/// The first row that counts, and how many do, of a matrix of so many rows and columns.
using OwnRows = std::function<std::pair<Index, Index>(Index rows, Index columns)>;

/// @param file  for messages; @param own  none: all rows. @throws FileError. [main]
EntryCounts countEntries(const std::string& file, const EntryReader& read, const OwnRows& own = {});

/// Columns first .. first+count-1 of a matrix, of its rows those that were counted, their entries in two
/// scratch files in the order of columns and rows, entries at one place added up: what SparseBuilder makes,
/// bit for bit.
template <class T> class SparseCache final : public nmf::SparseSource<T> {
public:
    /// Reads the matrix once more, spools its entries to disk by groups of columns, and sorts group by group.
    /// @param counts  of all columns; @param memory  bytes to use meanwhile beside them
    /// @throws FileError for entries that are negative or no finite numbers, values too large or small for T,
    /// a disk that is full. [main]
    SparseCache(const std::string& file, const EntryReader& read, const EntryCounts& counts, Index first,
                Index count, std::size_t memory, const std::filesystem::path& folder);

    Index rows() const noexcept override { return rows_; }
    Index columns() const noexcept override { return static_cast<Index>(starts_.size()) - 1; }
    std::int64_t entries(Index first, Index count) const noexcept override {
        return starts_[static_cast<std::size_t>(first + count)] - starts_[static_cast<std::size_t>(first)];
    }
    void read(Index first, Index count, int* starts, int* entryRows, T* values) const override;

private:
    struct Entry {
        int column, row;
        T value;
    };
    class Spool;
    void keep(std::vector<Entry>& group, Index first, Index last, std::int64_t& written);

    std::string file_;
    Index rows_;
    std::vector<std::int64_t> starts_; // of the entries kept
    system::ScratchFile rowsFile_, valuesFile_;
};

} // namespace winnow::tools
