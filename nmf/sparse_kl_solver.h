// SPDX-License-Identifier: GPL-3.0-or-later
/// Multiplicative Kullback-Leibler updates on the stored entries of a sparse V.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/atom_steps.h"
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/entry_blocks.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"
#include "nmf/shard_sums.h"
#include "nmf/sparse_operand.h"
#include "nmf/thread_team.h"

#include <optional>
#include <vector>

namespace winnow::nmf {

/// One factorization on its way, in scaled units. The same bits for any number of threads and ranks: a rank
/// has its shards' columns of V and H, and all of W, whose step every rank takes.
template <class T> class SparseKlSolver {
public:
    /// @param V  m x n, with Options::sharing this rank's columns; @param W  m x k, read; @param H  k x n,
    /// the solver's own meanwhile. Starts threads. All ranks. [main]
    SparseKlSolver(const SparseOperand<T>& V, const Scaling<T>& scaling, const Options& options,
                   const Matrix<T>& W, Matrix<T>& H, const Penalties& penalties);

    // All ranks call these two.
    void iterate();
    /// Divergence and penalties, scaled.
    double objective();
    Matrix<T> W() const;
    /// Euclidean norms of W's columns, or of H's rows. All ranks.
    std::vector<double> norms(Penalties::UnitNorm of);

private:
    struct Worker {
        AlignedBuffer<T> block; ///< of V, where it is not in memory
        AlignedBuffer<T> h, N;  ///< of a tile's columns, padded
        AlignedBuffer<T> sum;
        std::vector<T> model; ///< at the entries of one column
    };
    struct Tile { ///< columns of V, and their entries by blocks of rows
        kernels::SparseColumns<T> V;
        const EntryBlocks* blocks;
        Index first; ///< of V's columns
    };
    EntryBlocks blocksOf(const kernels::SparseColumns<T>& V) const;
    void workOnTile(Index first, Index count, Worker& worker, const AtomSteps<T>& steps);
    static kernels::SparseEntries<T> entries(const Tile& tile, Index column, Index block) noexcept;
    void updateW();
    void measure();
    void measureW();
    void measureH();
    AtomSize sizeOf(Index a) const noexcept;

    const SparseOperand<T>& V_;
    const kernels::GramKernels<T>& kernels_;
    const Options& options_;
    Penalties penalties_;
    Index atoms_, stride_, firstLearned_;
    T epsilon_;
    double floorH_;
    Matrix<T>& H_;
    ColumnShards shards_;
    AlignedBuffer<T> W_;
    ShardSum<T> numerator_;
    Index perColumn_;                   ///< entries on average
    std::optional<EntryBlocks> blocks_; ///< of all columns, where they are in memory
    Index tileColumns_;
    ThreadTeam team_;
    std::vector<Worker> workers_;
    std::vector<AtomSize> sizes_;
    StepKind stepW_, stepH_;
};

} // namespace winnow::nmf
