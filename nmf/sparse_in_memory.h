// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse matrix in memory as a source of columns.
#pragma once

#include "nmf/sparse.h"
#include "nmf/sparse_source.h"

#include <algorithm>

namespace winnow::nmf {

/// Refers to V, which must be compressed and outlive it.
template <class T> class SparseInMemory final : public SparseSource<T> {
public:
    explicit SparseInMemory(const SparseMatrix<T>& V) : V_(V) {}
    Index rows() const noexcept override { return V_.rows(); }
    Index columns() const noexcept override { return V_.cols(); }
    std::int64_t entries(Index first, Index count) const noexcept override {
        return V_.outerIndexPtr()[first + count] - V_.outerIndexPtr()[first];
    }
    void read(Index first, Index count, int* starts, int* entryRows, T* values) const override {
        const int begin = V_.outerIndexPtr()[first], end = V_.outerIndexPtr()[first + count];
        for (Index j = 0; j <= count; ++j)
            starts[j] = V_.outerIndexPtr()[first + j] - begin;
        std::copy(V_.innerIndexPtr() + begin, V_.innerIndexPtr() + end, entryRows);
        std::copy(V_.valuePtr() + begin, V_.valuePtr() + end, values);
    }
    SparseView<T> view() const noexcept override {
        return {V_.outerIndexPtr(), V_.innerIndexPtr(), V_.valuePtr()};
    }

private:
    const SparseMatrix<T>& V_;
};

} // namespace winnow::nmf
