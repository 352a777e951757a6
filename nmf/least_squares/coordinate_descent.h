// SPDX-License-Identifier: GPL-3.0-or-later
/// HALS: coordinate descent, one atom at a time for all columns.
#pragma once

#include "nmf/least_squares/gram_solver.h"

namespace winnow::nmf {

/// x_a <- max(0, x_a + (n_a - g_a x) / g_aa) for a = 1 .. k (Cichocki & Phan 2009; Hsieh & Dhillon
/// 2011). Plain: one sweep. Accelerated (Gillis & Glineur 2012): sweeps go on while they change
/// X by at least a tenth of what the first did, up to GramBlock::sweeps. O(k^2) a column and sweep. An atom
/// whose g_aa is 0 stays as it is.
template <class T> class CoordinateDescent final : public GramSolver<T> {
public:
    explicit CoordinateDescent(bool accelerated) : accelerated_(accelerated) {}
    Index scratchSize(Index atoms, Index stride, Index columns) const noexcept override;
    void solve(const GramBlock<T>& block) const override;

private:
    bool accelerated_;
};

/// x <- x max(n, 0) / (G x + max(-n, 0)), several times for one N (Gillis & Glineur 2012), while
/// the change is at least a tenth of the first; once if not accelerated.
template <class T> class MultiplicativeGramSolver final : public GramSolver<T> {
public:
    explicit MultiplicativeGramSolver(bool accelerated) : accelerated_(accelerated) {}
    Index scratchSize(Index atoms, Index stride, Index columns) const noexcept override;
    void solve(const GramBlock<T>& block) const override;

private:
    bool accelerated_;
};

} // namespace winnow::nmf
