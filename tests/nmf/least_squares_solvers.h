// SPDX-License-Identifier: GPL-3.0-or-later
/// The solvers for the Frobenius norm, for tests that try them all.
#pragma once

#include "nmf/factorize.h"

namespace winnow::test {

inline constexpr nmf::Solver kLeastSquares[] = {nmf::Solver::AcceleratedMu,   nmf::Solver::Hals,
                                                nmf::Solver::AcceleratedHals, nmf::Solver::ProjectedGradient,
                                                nmf::Solver::ActiveSet,       nmf::Solver::BlockPivoting,
                                                nmf::Solver::Nesterov};

inline nmf::Options leastSquares(nmf::Solver solver, nmf::Index rank, int iterations) {
    nmf::Options options;
    options.solver = solver;
    options.beta = 2;
    options.rank = rank;
    options.maxIterations = iterations;
    options.tolerance = 0;
    return options;
}

} // namespace winnow::test
