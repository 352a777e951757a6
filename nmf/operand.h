// SPDX-License-Identifier: GPL-3.0-or-later
/// V as the least-squares solvers see it: products with blocks of its columns, whatever its storage.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/types.h"

#include <algorithm>

namespace winnow::nmf {

template <class T> class PackedFactor;

/// rows x columns. Factors are padded: paddedAtoms elements a row (or column) of V, zeros behind the last
/// atom. A block is used by one thread: load(), then the products. Implementations are immutable. [any]
template <class T> class Operand {
public:
    virtual ~Operand() = default;
    virtual Index rows() const noexcept = 0;
    virtual Index columns() const noexcept = 0;
    /// How columns are best divided (nmf/column_shards.h). @param whole  of all ranks
    virtual ColumnShards shards(Index whole, Communicator* ranks) const = 0;

    /// Elements of scratch memory that a block needs, aligned to 64 bytes.
    virtual Index scratchSize(Index paddedAtoms) const noexcept = 0;
    /// Makes columns first .. first+count-1 ready for the products (count at most kernels::kTileColumns).
    virtual void load(Index first, Index count, T* scratch) const = 0;
    /// Sum of the squares of the block's (scaled) elements.
    virtual double squaredNorm(Index first, Index count, const T* scratch) const = 0;
    /// N (paddedAtoms x count) = W^T V of the block. @param W  paddedAtoms x rows
    virtual void project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                         T* N) const = 0;
    /// total += H V^T of the block, in an order of the implementation's own. @param H  paddedAtoms x count
    virtual void accumulate(Index first, Index count, const T* scratch, const T* H, Index atoms,
                            Index paddedAtoms, T* total) const = 0;
    /// Elements of `total`, which begins as zeros.
    virtual Index totalSize(Index /*atoms*/, Index paddedAtoms) const noexcept {
        return paddedAtoms * rows();
    }
    /// sum (paddedAtoms x rows, zeros behind the last atom) from the finished total.
    virtual void unpackTotal(const T* total, Index /*atoms*/, Index paddedAtoms, T* sum) const {
        std::copy_n(total, paddedAtoms * rows(), sum);
    }
    /// |V - W H|^2 of the block, summed entry by entry: exact where the squares would cancel. Negative if the
    /// storage has no such sum. @param H  k x count
    virtual double squaredResidual(Index first, Index count, T* scratch, const PackedFactor<T>& W,
                                   T* H) const = 0;
    /// Copies column j. @param out  rows()
    virtual void column(Index j, T* out) const = 0;
};

} // namespace winnow::nmf
