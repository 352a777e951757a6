// SPDX-License-Identifier: GPL-3.0-or-later
/// The blocks of a dense V.
#pragma once

#include "nmf/column_shards.h"
#include "nmf/dense_operand.h"
#include "nmf/grid/block_products.h"
#include "nmf/packed_factor.h"
#include "nmf/scaling.h"

#include <memory>
#include <vector>

namespace winnow::nmf {

/// What the two kinds share: the columns, as they are loaded, and the bands of rows.
template <class T> class DenseBlocks : public BlockProducts<T> {
public:
    Index width() const noexcept override { return kernels::kTileColumns; }
    void load(int worker, Index first, Index count) override;
    bool onePassPays() const noexcept override { return true; }
    bool packed() const noexcept override { return true; }
    bool inPlace() const noexcept override { return whole_.inPlace(); }
    double squares(int worker, int band) const override;
    double divergence(int worker, int band, const T* B) override;

protected:
    struct Worker {
        Index first = 0, count = 0;
        AlignedBuffer<T> scratch, columns;
    };
    /// @param V  this rank's rows and columns, outlives this; @param scaling  of the solver
    /// @param inKernel  the kernels scale V as they read it; else a copy of each block is scaled
    DenseBlocks(const ColumnSource<T>& V, const ColumnShards& rows, const Scaling<T>& scaling, double beta,
                bool inKernel);

    void allocateWorkers(Index atoms, Index stride, int most);
    void pack(const T* A);
    /// B of the loaded columns without padding, as the tile kernels have it.
    T* unpadded(Worker& worker, const T* B) const;
    kernels::Tile<T> tile(Worker& worker, int band, const T* B) const;
    Index atoms() const noexcept { return atoms_; }
    Index stride() const noexcept { return stride_; }

    DenseOperand<T> whole_;
    double beta_;
    Scaling<T> scaling_;
    bool conditionTiles_;
    std::vector<std::unique_ptr<DenseOperand<T>>> bands_;
    std::vector<Index> firstRows_; ///< of the bands, and one behind the last
    std::vector<PackedFactor<T>> packed_;
    std::vector<Worker> workers_;

private:
    const kernels::Kernels<T>& kernels_;
    Index atoms_ = 0, stride_ = 0;
};

/// For least squares: A^T V and B V^T.
template <class T> class DenseGramProducts final : public DenseBlocks<T> {
public:
    DenseGramProducts(const ColumnSource<T>& V, const ColumnShards& rows, const Scaling<T>& scaling)
        : DenseBlocks<T>(V, rows, scaling, 2, false) {}
    void allocate(Index atoms, Index stride, int most) override {
        this->allocateWorkers(atoms, stride, most);
    }
    bool denominators() const noexcept override { return false; }
    void setShort(const T* A) override { short_ = A; }
    void addLong(int worker, int band, const T* B, T* N, T* D) override;
    Index totalSize(int band) const noexcept override {
        return this->bands_[static_cast<std::size_t>(band)]->totalSize(this->atoms(), this->stride());
    }
    void addShort(int worker, int band, const T* B, T* total, T* totalD) override;
    void unpack(int band, const T* total, T* sum) const override;
    void prepareDivergence() override { this->pack(short_); }

private:
    const T* short_ = nullptr;
};

/// For multiplicative steps of the Kullback-Leibler, Itakura-Saito and other beta-divergences.
template <class T> class DenseRatioProducts final : public DenseBlocks<T> {
public:
    DenseRatioProducts(const ColumnSource<T>& V, const ColumnShards& rows, const Scaling<T>& scaling,
                       double beta)
        : DenseBlocks<T>(V, rows, scaling, beta, true) {}
    void allocate(Index atoms, Index stride, int most) override;
    bool denominators() const noexcept override;
    void setShort(const T* A) override { this->pack(A); }
    void addLong(int worker, int band, const T* B, T* N, T* D) override;
    Index totalSize(int band) const noexcept override;
    void addShort(int worker, int band, const T* B, T* total, T* totalD) override;
    void unpack(int band, const T* total, T* sum) const override;

private:
    Index panelRows_ = 0;
};

} // namespace winnow::nmf
