// SPDX-License-Identifier: GPL-3.0-or-later
/// H of a multiplicative factorization, wherever it is.
#pragma once

#include "nmf/column_source.h"

namespace winnow::nmf {

/// H (k x n) as columns that can be read and replaced a block at a time. Blocks begin at multiples of
/// kernels::kTileColumns and have as many columns, but for the last; threads work on different blocks at
/// once.
template <class T> class ActivationStore : public ColumnSource<T> {
public:
    /// As at(), to be changed in place.
    virtual T* edit(Index /*first*/) noexcept { return nullptr; }
    /// Replaces the columns of a block. May throw, as read().
    virtual void write(Index first, Index count, const T* in) = 0;

    /// Keeps a copy of all.
    virtual void save() = 0;
    /// Goes back to it. Once a save.
    virtual void restore() = 0;
};

/// A matrix in memory, which outlives this.
template <class T> class MatrixActivations final : public ActivationStore<T> {
public:
    explicit MatrixActivations(Matrix<T>& H) : H_(H) {}
    Index rows() const noexcept override { return H_.rows(); }
    Index columns() const noexcept override { return H_.cols(); }
    const T* at(Index first) const noexcept override { return H_.data() + first * H_.rows(); }
    T* edit(Index first) noexcept override { return H_.data() + first * H_.rows(); }
    void read(Index first, Index count, T* out) const override {
        std::copy_n(at(first), count * H_.rows(), out);
    }
    void write(Index first, Index count, const T* in) override {
        std::copy_n(in, count * H_.rows(), edit(first));
    }
    void save() override { saved_ = H_; }
    void restore() override { H_ = saved_; }

private:
    Matrix<T>& H_;
    Matrix<T> saved_;
};

} // namespace winnow::nmf
