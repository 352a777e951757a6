// SPDX-License-Identifier: GPL-3.0-or-later
/// Alternating non-negative least squares: one pass over V an iteration.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/atom_sums.h"
#include "nmf/column_shards.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/least_squares/gram_solver.h"
#include "nmf/least_squares/learned_atoms.h"
#include "nmf/operand.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"
#include "nmf/shard_sums.h"
#include "nmf/thread_team.h"

#include <array>
#include <memory>
#include <vector>

namespace winnow::nmf {

/// One factorization on its way, in scaled units (nmf/scaling.h), with the columns of the operand along the
/// longer side of V: V' = A B, where A (rows x k, "short") is W, or H^T if `swapped`, and B (k x columns,
/// "long") is H or W^T.
///
/// An iteration improves B block by block of columns, and while a block of V is in the cache adds up A's
/// N = B V'^T and G = B B^T; then it improves A from these. The objective comes with them for free:
/// |V|^2 / 2 - <A, N> + <A^T A, G> / 2. The same bits for any number of threads and ranks: a rank has its
/// shards' columns of the operand and of B, and all of A, of which it improves a slice of the rows that is
/// then sent to all.
template <class T> class AlternatingSolver {
public:
    struct Problem {
        const Operand<T>& V; ///< this rank's columns
        bool swapped;
        Index firstLearned; ///< atoms of W before are held
        bool updateW, updateH;
        bool wantGradient;
        int threads;
        Index columns = 0;             ///< of the operands of all ranks
        Communicator* ranks = nullptr; ///< null: one process
    };

    /// @param A  rows x k; @param B  k x columns; both scaled, non-negative; B is the solver's own meanwhile.
    /// Allocates, starts threads, passes over V once. [main]
    AlternatingSolver(const Problem& problem, const Matrix<T>& A, Matrix<T>& B, const Penalties& penalties,
                      std::unique_ptr<GramSolver<T>> solver);

    // All ranks call these two.
    void iterate();
    /// Divergence and penalties, scaled, at the present factors.
    double objective();
    /// Norm of the projected gradient at the factors before the latest iterate(); needs wantGradient.
    double gradientNorm() const noexcept { return gradient_; }
    /// A, rows x k.
    Matrix<T> shortFactor() const;
    const ColumnShards& shards() const noexcept { return shards_; }

private:
    struct Worker {
        AlignedBuffer<T> block, N, X, solver, total, gram, reduced;
        std::array<double, 3> numbers{}; ///< see below
    };
    enum Number : std::size_t { Dot, Gradient, Squares };
    enum class Pass { Iterate, Measure };

    void pass(Pass kind);
    void improveShort();
    void addPenalties(bool longSide, const T* gram);
    void gatherShort();
    double exactResidual();
    double cheapObjective() const;
    void measureLong();
    AtomSize sizeOf(Index a) const noexcept;
    void revive();
    Index firstOf(bool longSide) const noexcept { return longSide == p_.swapped ? p_.firstLearned : 0; }

    Problem p_;
    Index atoms_, stride_;
    const kernels::GramKernels<T>& kernels_;
    Penalties penalties_;
    std::unique_ptr<GramSolver<T>> solver_;
    LearnedAtoms<T> learned_;
    Matrix<T>& long_;
    AlignedBuffer<T> short_, sum_; ///< A^T and B V^T, stride x rows
    AlignedBuffer<T> shortGram_;   ///< without penalties
    AlignedBuffer<T> gram_;        ///< of the half at work, with penalties
    std::vector<T> slopes_;        ///< taken off N, one an atom
    ColumnShards shards_, shortShards_;
    ShardSum<T> total_;        ///< sum_ as the operand adds it up
    ShardSum<T> longGram_;     ///< without penalties
    ShardSum<double> numbers_; ///< of the workers
    ThreadTeam team_;
    std::vector<Worker> workers_;
    double squaredNorm_ = 0, dot_ = 0, gradient_ = 0, shortGradient_ = 0;
    AtomSums longSums_;
    bool updateLong_, updateShort_;
    int sweepsLong_, sweepsShort_;
};

} // namespace winnow::nmf
