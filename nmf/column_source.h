// SPDX-License-Identifier: GPL-3.0-or-later
/// V as columns that can be read a block at a time, wherever they are.
#pragma once

#include "nmf/types.h"

namespace winnow::nmf {

/// A dense rows x columns matrix. A solver reads a block (up to kernels::kTileColumns columns) into memory of
/// its own, works on it, and reads the next, pass after pass; so V may be larger than the memory. Blocks are
/// read in rising order within a shard, by several threads at once. Immutable. [any]
template <class T> class ColumnSource {
public:
    virtual ~ColumnSource() = default;
    virtual Index rows() const noexcept = 0;
    virtual Index columns() const noexcept = 0;
    /// Copies columns first .. first+count-1 to `out`, one behind the other. May throw, e.g. where a file
    /// cannot be read any more; the solver ends with that exception.
    virtual void read(Index first, Index count, T* out) const = 0;
};

/// Some columns of another source, which outlives this: the share of a rank.
template <class T> class ColumnRange final : public ColumnSource<T> {
public:
    ColumnRange(const ColumnSource<T>& source, Index first, Index count)
        : source_(source), first_(first), count_(count) {}
    Index rows() const noexcept override { return source_.rows(); }
    Index columns() const noexcept override { return count_; }
    void read(Index first, Index count, T* out) const override { source_.read(first_ + first, count, out); }

private:
    const ColumnSource<T>& source_;
    Index first_, count_;
};

} // namespace winnow::nmf
