// SPDX-License-Identifier: GPL-3.0-or-later
/// Multiplicative updates of W and H in one pass over V an iteration.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/column_source.h"
#include "nmf/factorize.h"
#include "nmf/kernels/kernels.h"
#include "nmf/packed_factor.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"
#include "nmf/shard_sums.h"
#include "nmf/thread_team.h"

#include <vector>

namespace winnow::nmf {

/// One factorization on its way. An iteration updates H, then W with the new H, tile by tile of columns: the
/// model of a tile is formed, divided into V, and used for H's step and for the tile's part of W's, while V's
/// tile is in the cache. Nothing of V's size is stored.
///
/// The same bits for any number of threads and ranks: columns belong to fixed shards, whose sums are added in
/// the shards' order. A rank has its shards' columns of V and H, and all of W, whose step every rank takes.
///
/// Every step (exponent 1) minimises an auxiliary function of the penalised objective, so that it cannot rise
/// (rounding apart): the model's epsilon is a held part of the model, penalties enter the denominator, and
/// bounds on the factors only shorten a step (Fevotte & Idier 2011; Gillis & Glineur 2012 for the lower
/// bound).
template <class T> class MultiplicativeSolver {
public:
    /// Checked input. V (m x n), W (m x k) and H (k x n) in V's units; with Options::sharing V and H are this
    /// rank's columns. W is read again in finish(), and H is the solver's own until then. Allocates, starts
    /// threads. [main]
    MultiplicativeSolver(const ColumnSource<T>& V, const DataRange& range, const Options& options,
                         const Matrix<T>& W, ActivationStore<T>& H);

    // All ranks call these.

    /// Both updates, with the monotone step's exponent times `relaxation`.
    void iterate(double relaxation);
    /// Divergence and penalties, in V's units.
    double objective();

    /// Remembers W and H.
    void save();
    /// Goes back to them.
    void restore();

    /// Writes W, and H back in V's units. Normalises the learned atoms where there are penalties that ask for
    /// it.
    void finish(Matrix<T>& W);

private:
    struct Worker {
        AlignedBuffer<T> block;   ///< of V, where it is not in memory
        AlignedBuffer<T> columns; ///< of H, likewise
        AlignedBuffer<T> scratch;
        AlignedBuffer<T> numerator;
        AlignedBuffer<T> denominator;
        std::vector<double> hSums;
    };

    void packStart(const Matrix<T>& W);
    void allocate();
    void prepareW();
    void prepareH();
    kernels::Tile<T> tile(Index index, Worker& worker);
    void updateBasis(double relaxation);
    AtomSize sizeOf(Index a) const noexcept;
    void measureH();

    const ColumnSource<T>& V_;
    ActivationStore<T>& H_;
    const Matrix<T>& startW_; ///< held columns are returned as they came
    const kernels::Kernels<T>& kernels_;
    Scaling<T> scaling_;
    double beta_;
    kernels::Divergence divergence_;
    bool updateW_, updateH_;
    Index firstLearned_; ///< atoms before are held
    Index atoms_;
    PackedFactor<T> W_;
    std::vector<double> balance_; ///< c of each atom
    Penalties penalties_;

    ColumnShards shards_;
    ThreadTeam team_;
    std::vector<Worker> workers_;
    // What the steps need beside the tiles; one element an atom, unless said otherwise.
    AlignedBuffer<T> gramW_; ///< Frobenius: W^T W, padded rows
    AlignedBuffer<T> hDenominator_, hSquare_;
    AlignedBuffer<T> wDenominator_, wSquare_;
    ShardSum<T> numerator_, denominator_; ///< of W: the tiles' sums
    ShardSum<double> newSums_;            ///< of H's rows
    AlignedBuffer<T> basisScratch_;
    std::vector<double> hSums_, hNorms_;

    std::vector<T> savedW_;
};

} // namespace winnow::nmf
