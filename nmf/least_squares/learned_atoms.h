// SPDX-License-Identifier: GPL-3.0-or-later
/// The half problem of some of the atoms, where the others are held.
#pragma once

#include "nmf/aligned_buffer.h"
#include "nmf/least_squares/gram_solver.h"

#include <algorithm>

namespace winnow::nmf {

/// Solves for the atoms from `first` on; those before are held and go to the right-hand side.
template <class T> class LearnedAtoms {
public:
    LearnedAtoms() = default;
    LearnedAtoms(Index atoms, Index stride) : atoms_(atoms), stride_(stride) {}

    /// Elements of scratch memory for blocks of up to `size` elements of X.
    static Index scratchSize(Index size) noexcept { return 2 * size; }

    /// For a new G of all atoms. By one thread.
    void prepare(GramSolver<T>& solver, const T* G, Index first) {
        first_ = first;
        if (first > 0) {
            if (reduced_.size() == 0) reduced_ = AlignedBuffer<T>(stride_ * atoms_);
            reduced_.clear();
            for (Index a = first; a < atoms_; ++a)
                for (Index b = first; b < atoms_; ++b)
                    reduced_.data()[(a - first) * stride_ + b - first] = G[a * stride_ + b];
            G = reduced_.data();
        }
        solver.prepare(G, atoms_ - first, stride_);
    }

    /// @param block  of all atoms; @param scratch  not read where no atom is held. [any]
    void solve(const GramSolver<T>& solver, const GramBlock<T>& block, T* scratch) const {
        if (first_ == 0) {
            solver.solve(block);
            return;
        }
        const Index rest = atoms_ - first_;
        T* const N = scratch;
        T* const X = scratch + block.columns * stride_;
        for (Index j = 0; j < block.columns; ++j) {
            const T* const x = block.X + j * stride_;
            for (Index a = 0; a < stride_; ++a) {
                T n = 0;
                if (a < rest) {
                    n = block.N[j * stride_ + first_ + a];
                    for (Index b = 0; b < first_; ++b)
                        n -= block.G[(first_ + a) * stride_ + b] * x[b];
                }
                N[j * stride_ + a] = n;
                X[j * stride_ + a] = a < rest ? x[first_ + a] : T(0);
            }
        }
        GramBlock<T> reduced = block;
        reduced.atoms = rest;
        reduced.G = reduced_.data();
        reduced.N = N;
        reduced.X = X;
        solver.solve(reduced);
        for (Index j = 0; j < block.columns; ++j)
            std::copy_n(X + j * stride_, rest, block.X + j * stride_ + first_);
    }

private:
    Index atoms_ = 0, stride_ = 0, first_ = 0;
    AlignedBuffer<T> reduced_;
};

} // namespace winnow::nmf
