// SPDX-License-Identifier: GPL-3.0-or-later
/// V as columns that can be read a block at a time, wherever they are.
#pragma once

#include "nmf/types.h"

#include <algorithm>

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
    /// Column `first` where it lies in memory, contiguous, with the next one stride() elements behind; null
    /// where blocks must be read.
    virtual const T* at(Index /*first*/) const noexcept { return nullptr; }
    virtual Index stride() const noexcept { return rows(); }
};

/// Elements of a dense matrix somewhere in memory: element (i, j) at data[i * rowStride + j * columnStride].
template <class T> struct StridedView {
    const T* data = nullptr;
    Index rows = 0, columns = 0;
    Index rowStride = 1, columnStride = 0;

    StridedView transposed() const noexcept { return {data, columns, rows, columnStride, rowStride}; }
};

/// A matrix in memory, which outlives this.
template <class T> class StridedColumns final : public ColumnSource<T> {
public:
    explicit StridedColumns(const StridedView<T>& view) : view_(view) {}
    Index rows() const noexcept override { return view_.rows; }
    Index columns() const noexcept override { return view_.columns; }
    const T* at(Index first) const noexcept override {
        return view_.rowStride == 1 ? view_.data + first * view_.columnStride : nullptr;
    }
    Index stride() const noexcept override { return view_.columnStride; }

    void read(Index first, Index count, T* out) const override {
        const T* const from = view_.data + first * view_.columnStride;
        // Squares that fit into the first-level cache, so that neither side strides through memory.
        constexpr Index block = 32;
        for (Index i0 = 0; i0 < view_.rows; i0 += block)
            for (Index j0 = 0; j0 < count; j0 += block)
                for (Index i = i0; i < std::min(i0 + block, view_.rows); ++i)
                    for (Index j = j0; j < std::min(j0 + block, count); ++j)
                        out[j * view_.rows + i] = from[i * view_.rowStride + j * view_.columnStride];
    }

private:
    StridedView<T> view_;
};

/// Some columns of another source, which outlives this: the share of a rank.
template <class T> class ColumnRange final : public ColumnSource<T> {
public:
    ColumnRange(const ColumnSource<T>& source, Index first, Index count)
        : source_(source), first_(first), count_(count) {}
    Index rows() const noexcept override { return source_.rows(); }
    Index columns() const noexcept override { return count_; }
    void read(Index first, Index count, T* out) const override { source_.read(first_ + first, count, out); }
    const T* at(Index first) const noexcept override { return source_.at(first_ + first); }
    Index stride() const noexcept override { return source_.stride(); }

private:
    const ColumnSource<T>& source_;
    Index first_, count_;
};

} // namespace winnow::nmf
