// SPDX-License-Identifier: GPL-3.0-or-later
/// Exact non-negative least squares: active set and block principal pivoting.
#pragma once

#include "nmf/least_squares/gram_solver.h"

namespace winnow::nmf {

enum class PassiveSetMethod { ActiveSet, BlockPivoting };

/// min over X >= 0 of tr(X^T G X) / 2 - tr(N^T X), exactly, column by column; columns that meet the same
/// passive set are solved together. In double whatever the data. G is taken with 1e-12 of its largest
/// diagonal element added, so that it is positive definite.
/// @param X  in: a start, whose positive elements are the first passive set; out: the solution

/// Fast combinatorial active set (Lawson & Hanson 1974, algorithm 23.10; Van Benthem & Keenan 2004; Kim &
/// Park 2008). Each exchange lowers the objective, so it ends.
void solveActiveSet(Matrix<double> G, const Matrix<double>& N, Matrix<double>& X);

/// Block principal pivoting (Kim & Park 2011 with alpha = 3): all infeasible variables change
/// sides at once; columns where their number does not fall three times running change the last one only,
/// which ends for certain but may be long: after 5 k + 50 rounds a column is left to the active set.
void solveBlockPivoting(Matrix<double> G, const Matrix<double>& N, Matrix<double>& X);

template <class T> class PassiveSetSolver final : public GramSolver<T> {
public:
    explicit PassiveSetSolver(PassiveSetMethod method) : method_(method) {}
    Index scratchSize(Index, Index, Index) const noexcept override { return 0; }
    void solve(const GramBlock<T>& block) const override;

private:
    PassiveSetMethod method_;
};

} // namespace winnow::nmf
