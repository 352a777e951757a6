// SPDX-License-Identifier: GPL-3.0-or-later
/// Gradient methods for non-negative least squares: projected gradient and Nesterov's optimal gradient.
#pragma once

#include "nmf/least_squares/gram_solver.h"

namespace winnow::nmf {

/// Projected gradient with a step length found by doubling or dividing by ten (Lin 2007: beta =
/// 0.1, sigma = 0.01). The columns are independent problems, so each block has a step of its own.
template <class T> class ProjectedGradientSolver final : public GramSolver<T> {
public:
    explicit ProjectedGradientSolver(const InnerStop& stop) : stop_(stop) {}
    Index scratchSize(Index atoms, Index stride, Index columns) const noexcept override;
    void solve(const GramBlock<T>& block) const override;

private:
    InnerStop stop_;
};

/// Nesterov's gradient with step 1 / |G|_2 (Guan, Tao, Luo & Yuan 2012, NeNMF); its momentum is
/// dropped where it would raise the objective (O'Donoghue & Candes 2015). Converges as 1 / steps^2.
template <class T> class NesterovSolver final : public GramSolver<T> {
public:
    explicit NesterovSolver(const InnerStop& stop) : stop_(stop) {}
    Index scratchSize(Index atoms, Index stride, Index columns) const noexcept override;
    void prepare(const T* G, Index atoms, Index stride) override;
    void solve(const GramBlock<T>& block) const override;

private:
    InnerStop stop_;
    double norm_ = 0; ///< largest eigenvalue of G
};

} // namespace winnow::nmf
