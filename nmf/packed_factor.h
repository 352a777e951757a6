// SPDX-License-Identifier: GPL-3.0-or-later
/// W in the two layouts the tile kernels read (nmf/kernels/kernels.h).
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/kernels/kernels.h"
#include "nmf/types.h"

#include <vector>

namespace winnow::nmf {

/// The panels are the factor itself, updated in place; the padded rows are a copy, made anew by refresh().
template <class T> class PackedFactor {
public:
    PackedFactor(Index rows, Index columns, const kernels::Kernels<T>& kernels);

    Index rows() const noexcept { return rows_; }
    Index columns() const noexcept { return columns_; }
    Index paddedColumns() const noexcept { return paddedColumns_; }
    /// Elements of the panels.
    Index panelSize() const noexcept { return panelSize_; }

    /// Element (i, a) of the panels.
    T& at(Index i, Index a) noexcept { return panels_.data()[offset(i, a)]; }
    T at(Index i, Index a) const noexcept { return panels_.data()[offset(i, a)]; }

    T* panels() noexcept { return panels_.data(); }
    const T* panels() const noexcept { return panels_.data(); }
    const T* transposed() const noexcept { return transposed_.data(); }
    /// Sum of column a, at the last refresh().
    double columnSum(Index a) const noexcept { return columnSums_[static_cast<std::size_t>(a)]; }
    /// Euclidean norm of column a, at the last refresh().
    double columnNorm(Index a) const noexcept { return columnNorms_[static_cast<std::size_t>(a)]; }

    /// Takes over changes of the panels.
    void refresh() noexcept;

private:
    Index offset(Index i, Index a) const noexcept {
        return (i / panelRows_) * panelRows_ * columns_ + a * panelRows_ + i % panelRows_;
    }

    Index rows_, columns_, paddedColumns_, panelRows_, panelSize_;
    AlignedBuffer<T> panels_;
    AlignedBuffer<T> transposed_;
    std::vector<double> columnSums_, columnNorms_;
};

} // namespace winnow::nmf
