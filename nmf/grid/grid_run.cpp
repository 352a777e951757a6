// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/grid/grid_run.h"

#include "nmf/factor_scaling.h"
#include "nmf/grid/grid_solver.h"
#include "nmf/relaxation.h"
#include "nmf/stopping_rule.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace winnow::nmf {
namespace {

template <class T>
void iterate(GridSolver<T>& solver, double unit, const Options& options, Factorization<T>& result) {
    const auto objective = [&] {
        return std::min(solver.objective() * unit, std::numeric_limits<double>::max());
    };
    Relaxation relaxation(solver, options.overRelaxation);
    StoppingRule rule(options, objective());
    runIterations(
        rule, result,
        [&](int i) {
            solver.iterate(relaxation.current());
            if (options.gradientTolerance > 0 && i > 1) rule.gradient(solver.gradientNorm());
        },
        [&] {
            const double next = objective();
            rule.evaluated(next, relaxation.accept(rule.objective(), next));
        });
}

} // namespace

template <class T>
void runGrid(BlockProducts<T>& V, const GridRun& run, const Scaling<T>& scaling, Factorization<T>& result) {
    const Options& options = run.options;
    const Matrix<T> givenW = !options.updateW ? result.W : Matrix<T>(result.W.leftCols(options.fixedAtoms));
    const Matrix<T> givenH = options.updateH ? Matrix<T>() : result.H;
    const Index firstLearned = options.updateW ? options.fixedAtoms : options.rank;
    const std::vector<double> balance = balanceOf(result.W, run.grid.all());
    scaleIn(balance, scaling, result.W, result.H);
    const Penalties penalties(options, scaling.power(options.beta), scaling.s, balance, firstLearned);
    std::vector<double> norms;
    {
        Matrix<T> W = result.W.transpose(), H = std::move(result.H);
        result.W.resize(0, 0);
        if (run.swapped) std::swap(W, H);
        // Least squares with Solver::Mu takes one multiplicative step a half.
        GridSolver<T> solver({V, run.grid, run.swapped, run.grid.rows().columns(),
                              run.grid.columns().columns(), options, firstLearned},
                             scaling, W, H, penalties,
                             options.beta == 2 ? makeGramSolver<T>(options.solver) : nullptr);
        W.resize(0, 0);
        H.resize(0, 0);
        iterate(solver, scaling.power(-options.beta), options, result);
        const bool unitLong = (penalties.unitNorm() == Penalties::UnitNorm::W) == run.swapped;
        norms = solver.norms(unitLong);
        W = solver.shortFactor();
        H = solver.longFactor();
        if (run.swapped) std::swap(W, H);
        result.W = W.transpose();
        result.H = std::move(H);
    }
    scaleOut(balance, scaling, penalties.unitNorm(), firstLearned, norms, result.W, result.H);
    if (givenW.size() > 0) result.W.leftCols(givenW.cols()) = givenW; // to the last bit
    if (givenH.size() > 0) result.H = givenH;
}

template void runGrid(BlockProducts<float>&, const GridRun&, const Scaling<float>&, Factorization<float>&);
template void runGrid(BlockProducts<double>&, const GridRun&, const Scaling<double>&, Factorization<double>&);

} // namespace winnow::nmf
