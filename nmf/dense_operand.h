// SPDX-License-Identifier: GPL-3.0-or-later
/// A dense V, of any strides, for the least-squares solvers.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/operand.h"

#include <memory>

namespace winnow::nmf {

/// Reads columns where they lie if they are contiguous and need no scaling; else block by block from a copy.
/// Refers to V, which outlives it.
template <class T> class DenseOperand final : public Operand<T> {
public:
    /// @param scale  on all elements; @param smallest  elements below, once scaled, count as 0; both only if
    /// `condition`
    DenseOperand(const ColumnSource<T>& V, bool condition, double scale, double smallest);
    /// The same of a matrix in memory.
    DenseOperand(const StridedView<T>& V, bool condition, double scale, double smallest);

    /// Some rows of `whole`, which outlives this and loads the blocks for it: scratch memory is whole's.
    DenseOperand(const DenseOperand& whole, Index firstRow, Index rows);

    Index rows() const noexcept override { return rows_; }
    Index columns() const noexcept override { return V_.columns(); }
    double squaredNorm(Index first, Index count, const T* scratch) const override;
    ColumnShards shards(Index whole, Communicator* ranks) const override {
        return ColumnShards::ofDense(whole, ranks);
    }
    Index scratchSize(Index paddedAtoms) const noexcept override;
    void load(Index first, Index count, T* scratch) const override;
    void project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                 T* N) const override;
    void accumulate(Index first, Index count, const T* scratch, const T* H, Index atoms, Index paddedAtoms,
                    T* total) const override;
    Index totalSize(Index atoms, Index paddedAtoms) const noexcept override;
    void unpackTotal(const T* total, Index atoms, Index paddedAtoms, T* sum) const override;
    double squaredResidual(Index first, Index count, T* scratch, const PackedFactor<T>& W,
                           T* H) const override;
    void column(Index j, T* out) const override;

    /// The columns as the kernels want them, after load().
    kernels::DenseColumns<T> block(Index first, Index count, const T* scratch) const noexcept;
    /// Whether columns are read where they lie, and load() has nothing to do.
    bool inPlace() const noexcept { return !packed_; }
    /// What of the scratch memory is for the tile kernels.
    T* tileScratch(T* scratch) const noexcept { return scratch + packedSize(); }

private:
    T conditioned(T v) const noexcept {
        if (!condition_) return v;
        const T scaled = v * scale_;
        return scaled < smallest_ ? T(0) : scaled;
    }
    Index packedSize() const noexcept;
    /// Whether sums have V's rows side by side: where padding the atoms would waste a fifth.
    static bool byRows(Index atoms, Index paddedAtoms) noexcept { return 5 * paddedAtoms > 6 * atoms; }
    Index paddedRows() const noexcept {
        return (rows() + kernels_.lanes - 1) / kernels_.lanes * kernels_.lanes;
    }

    std::unique_ptr<const ColumnSource<T>> own_; // of a StridedView
    const ColumnSource<T>& V_;
    Index firstRow_ = 0, rows_; ///< of V
    bool condition_, packed_;
    T scale_, smallest_;
    const kernels::GramKernels<T>& kernels_;
};

} // namespace winnow::nmf
