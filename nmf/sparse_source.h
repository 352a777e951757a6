// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse V as columns that can be read a block at a time, wherever they are.
#pragma once

#include "nmf/types.h"

#include <cstdint>

namespace winnow::nmf {

/// Where the entries of some columns begin, and all their rows and values: those of column j are starts[j] ..
/// starts[j + 1] - 1.
template <class T> struct SparseView {
    const int* starts = nullptr;
    const int* rows = nullptr;
    const T* values = nullptr;
};

/// As ColumnSource, for the stored entries of a rows x columns matrix; rows rise within a column. Immutable.
/// [any]
template <class T> class SparseSource {
public:
    virtual ~SparseSource() = default;
    virtual Index rows() const noexcept = 0;
    virtual Index columns() const noexcept = 0;
    /// Entries of columns first .. first+count-1; below 2^31 for as many columns as are read at once.
    virtual std::int64_t entries(Index first, Index count) const noexcept = 0;
    /// Copies these columns' entries: `starts` (count + 1, the first 0), rows and values. May throw, as
    /// ColumnSource::read() may.
    virtual void read(Index first, Index count, int* starts, int* entryRows, T* values) const = 0;
    /// All columns where they lie in memory; nothing where they must be read.
    virtual SparseView<T> view() const noexcept { return {}; }
};

} // namespace winnow::nmf
