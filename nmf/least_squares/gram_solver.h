// SPDX-License-Identifier: GPL-3.0-or-later
/// Solvers of min over X >= 0 of tr(X^T G X) / 2 - tr(N^T X): the half problem of alternating non-negative
/// least squares, with G = W^T W and N = W^T V (penalties are in G's diagonal and in N).
#pragma once

#include "nmf/factorize.h"
#include "nmf/types.h"

#include <memory>

namespace winnow::nmf {

/// Some columns of the problem. Columns lie `stride` elements apart, zeros behind the last atom.
template <class T> struct GramBlock {
    Index atoms, stride, columns;
    const T* G; ///< atoms rows of `stride` elements, symmetric, positive semidefinite
    const T* N;
    T* X;       ///< start in (non-negative), result out
    T* scratch; ///< scratchSize() elements, aligned to 64 bytes
    int sweeps; ///< inner iterations that pay beside the making of N (Gillis & Glineur 2012)
};

/// How far one call goes: towards an exact solution, or a good step within an alternating scheme.
struct InnerStop {
    double reduction = 0.1; ///< of the projected gradient's norm
    int most = 30;          ///< inner iterations
};

/// One kind of solver; no solve() raises the objective of any column. prepare() for each new G, by one
/// thread; then solve() by any number of threads. [any]
template <class T> class GramSolver {
public:
    virtual ~GramSolver() = default;
    virtual Index scratchSize(Index atoms, Index stride, Index columns) const noexcept = 0;
    virtual void prepare(const T* /*G*/, Index /*atoms*/, Index /*stride*/) {}
    virtual void solve(const GramBlock<T>& block) const = 0;
};

/// @param solver  any; Solver::Mu is one multiplicative step
template <class T>
std::unique_ptr<GramSolver<T>> makeGramSolver(Solver solver, const InnerStop& stop = InnerStop());

/// Squared norm of the projected gradient of a block (Lin 2007): of G X - N where X > 0, and of its
/// negative part where X = 0. 0 at a solution. @param GX  scratch, stride * columns
template <class T> double squaredProjectedGradient(const GramBlock<T>& block, T* GX);

} // namespace winnow::nmf
