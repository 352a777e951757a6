// SPDX-License-Identifier: GPL-3.0-or-later
/// The blocks of a sparse V.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/column_shards.h"
#include "nmf/entry_blocks.h"
#include "nmf/grid/block_products.h"
#include "nmf/sparse_operand.h"

#include <optional>
#include <vector>

namespace winnow::nmf {

/// What the two kinds share. Bands are ranges of the entries of each column, whose rows rise.
template <class T> class SparseBlocks : public BlockProducts<T> {
public:
    void allocate(Index atoms, Index stride, int most) override;
    Index width() const noexcept override { return width_; }
    bool denominators() const noexcept override { return false; }
    void setShort(const T* A) override { short_ = A; }
    void load(int worker, Index first, Index count) override;
    bool onePassPays() const noexcept override { return false; }
    bool inPlace() const noexcept override { return V_.inMemory(); }
    Index totalSize(int band) const noexcept override {
        return stride_ * rows_.columnsOfShard(rows_.firstShard() + band).second;
    }
    bool packed() const noexcept override { return false; }
    void unpack(int, const T*, T*) const override {}
    double squares(int worker, int band) const override;

protected:
    struct Worker {
        Index first = 0, count = 0;
        AlignedBuffer<T> block;          ///< of V, where it is not in memory
        std::optional<EntryBlocks> cuts; ///< of the block
        std::vector<T> model;            ///< at the entries of a column
    };
    /// @param V  this rank's rows and columns, outlives this
    /// @param blockBytes  that a block of rows takes of A; 0: bands are not divided further
    SparseBlocks(const SparseOperand<T>& V, const ColumnShards& rows, const ColumnShards& columns,
                 Index blockBytes);

    /// Where a total of all rows would begin, of which `total` is the band's part.
    T* ofAllRows(int band, T* total) const noexcept {
        return total - stride_ * rows_.columnsOfShard(rows_.firstShard() + band).first;
    }
    /// The columns loaded, as a band has them.
    kernels::SparseColumns<T> columns(const Worker& worker, int band) const;
    /// use(column, entries) for all columns, block after block of the band.
    template <class Use> void forEntries(const Worker& worker, int band, const Use& use) const;

    const SparseOperand<T>& V_;
    const kernels::GramKernels<T>& kernels_;
    Index atoms_ = 0, stride_ = 0;
    const T* short_ = nullptr;
    std::vector<Worker> workers_;

private:
    const EntryBlocks& cutsOf(const Worker& worker) const { return cuts_ ? *cuts_ : *worker.cuts; }
    kernels::SparseColumns<T> loaded(const Worker& worker) const;
    void cutRows();

    const ColumnShards &rows_, &columns_;
    Index blockBytes_, width_ = 0;
    std::vector<Index> blockEnds_;    ///< one behind the last row of each block of rows
    std::vector<Index> firstBlocks_;  ///< of the bands, and one behind the last
    std::optional<EntryBlocks> cuts_; ///< of all columns, where they are in memory
};

/// For least squares: A^T V and B V^T.
template <class T> class SparseGramProducts final : public SparseBlocks<T> {
public:
    SparseGramProducts(const SparseOperand<T>& V, const ColumnShards& rows, const ColumnShards& columns)
        : SparseBlocks<T>(V, rows, columns, 0) {}
    void addLong(int worker, int band, const T* B, T* N, T* D) override;
    void addShort(int worker, int band, const T* B, T* total, T* totalD) override;
    bool hasDivergence() const noexcept override { return false; }
    double divergence(int, int, const T*) override { return 0; }
};

/// For multiplicative steps of the Kullback-Leibler divergence.
template <class T> class SparseRatioProducts final : public SparseBlocks<T> {
public:
    SparseRatioProducts(const SparseOperand<T>& V, const ColumnShards& rows, const ColumnShards& columns,
                        double epsilon);
    void addLong(int worker, int band, const T* B, T* N, T* D) override;
    void addShort(int worker, int band, const T* B, T* total, T* totalD) override;
    double divergence(int worker, int band, const T* B) override;
    bool modelSumApart() const noexcept override { return true; }

private:
    T epsilon_;
};

} // namespace winnow::nmf
