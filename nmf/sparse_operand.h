// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse V for the least-squares solvers: only its stored entries are read.
#pragma once

#include "nmf/kernels/gram_kernels.h"
#include "nmf/operand.h"
#include "nmf/sparse_in_memory.h"

#include <memory>

namespace winnow::nmf {

/// Reads columns where they lie in memory, or block by block. Refers to V, which outlives it.
template <class T> class SparseOperand final : public Operand<T> {
public:
    SparseOperand(const SparseSource<T>& V, double scale);
    /// The same of a matrix in memory, which must be compressed.
    SparseOperand(const SparseMatrix<T>& V, double scale);

    Index rows() const noexcept override { return V_.rows(); }
    Index columns() const noexcept override { return V_.columns(); }
    double squaredNorm(Index first, Index count, const T* scratch) const override;
    ColumnShards shards(Index whole, Communicator* ranks) const override {
        return ColumnShards::ofSparse(whole, ranks);
    }
    Index scratchSize(Index) const noexcept override {
        return scratchFor(mostEntries_, kernels::kTileColumns);
    }
    void load(Index first, Index count, T* scratch) const override;
    void project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                 T* N) const override;
    void accumulate(Index first, Index count, const T* scratch, const T* H, Index atoms, Index paddedAtoms,
                    T* total) const override;
    double squaredResidual(Index, Index, T*, const PackedFactor<T>&, T*) const override { return -1; }

    void column(Index j, T* out) const override;

    /// The columns as the kernels want them, after load(). Positions of entries begin anywhere where V is in
    /// memory.
    kernels::SparseColumns<T> block(Index first, Index count, const T* scratch) const noexcept;

    const SparseSource<T>& source() const noexcept { return V_; }
    bool inMemory() const noexcept { return view_.starts != nullptr; }
    /// Elements of scratch memory for so many entries of so many columns; 0 where V is in memory.
    Index scratchFor(std::int64_t entries, Index columns) const noexcept;
    /// Most entries of `count` columns from any multiple of `count` behind `first` on, before `last`.
    std::int64_t mostEntries(Index first, Index last, Index count) const noexcept;

private:
    /// Elements of T that so many ints take, in whole cache lines.
    static Index elementsFor(Index ints) noexcept {
        return (ints * static_cast<Index>(sizeof(int)) + 63) / 64 * 64 / static_cast<Index>(sizeof(T));
    }

    std::unique_ptr<const SparseSource<T>> own_; // of a matrix in memory
    const SparseSource<T>& V_;
    SparseView<T> view_;
    T scale_;
    std::int64_t mostEntries_;
    const kernels::GramKernels<T>& kernels_;
};

} // namespace winnow::nmf
