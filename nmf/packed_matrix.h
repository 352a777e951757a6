// SPDX-License-Identifier: GPL-3.0-or-later
/// A matrix packed row by row for the single-frame kernels.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/kernels/row_kernels.h"
#include "nmf/types.h"

namespace winnow::nmf {

/// Padded copy of a matrix. Immutable, so that any number of threads may read it.
class PackedMatrix {
public:
    PackedMatrix() = default;
    /// Allocates. [main]
    explicit PackedMatrix(const Eigen::Ref<const Matrix<float>>& matrix);

    Index rows() const noexcept { return rows_; }
    Index columns() const noexcept { return columns_; }
    Index paddedRows() const noexcept { return padded(rows_, kernels::kRowBlock); }
    Index paddedColumns() const noexcept { return padded(columns_, kernels::kColumnBlock); }
    /// For the kernels. [audio]
    kernels::RowMatrix view() const noexcept { return {values_.data(), paddedRows(), paddedColumns()}; }

    /// out = matrix * h. @param h  paddedColumns(), finite; @param out  paddedRows(). [audio]
    void multiply(const AlignedBuffer<float>& h, AlignedBuffer<float>& out) const noexcept {
        kernels::rowKernels(simdLevel()).multiply(view(), h.data(), out.data());
    }

private:
    static Index padded(Index n, Index block) noexcept { return (n + block - 1) / block * block; }

    Index rows_ = 0, columns_ = 0;
    AlignedBuffer<float> values_;
};

} // namespace winnow::nmf
