// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse V for the least-squares solvers: only its stored entries are read.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/operand.h"
#include "nmf/sparse.h"

namespace winnow::nmf {

/// Refers to V, which must be compressed and outlive it.
template <class T> class SparseOperand final : public Operand<T> {
public:
    SparseOperand(const SparseMatrix<T>& V, double scale);

    Index rows() const noexcept override { return V_.rows(); }
    Index columns() const noexcept override { return V_.cols(); }
    double squaredNorm(Index first, Index count, const T* scratch) const override;
    Index mostShards() const noexcept override { return kSparseShards; }
    Index scratchSize(Index) const noexcept override { return 0; }
    void load(Index, Index, T*) const override {}
    void project(Index first, Index count, const T* scratch, const T* W, Index paddedAtoms,
                 T* N) const override;
    void accumulate(Index first, Index count, const T* scratch, const T* H, Index atoms, Index paddedAtoms,
                    T* total) const override;
    double squaredResidual(Index, Index, T*, const PackedFactor<T>&, T*) const override { return -1; }

    void column(Index j, T* out) const override;

    /// The columns as the kernels want them.
    kernels::SparseColumns<T> block(Index first, Index count) const noexcept {
        return {V_.outerIndexPtr() + first, V_.innerIndexPtr(), V_.valuePtr(), scale_, count};
    }

private:
    const SparseMatrix<T>& V_;
    T scale_;
    const kernels::GramKernels<T>& kernels_;
};

} // namespace winnow::nmf
