// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/sparse_kl_run.h"

#include "nmf/factor_scaling.h"
#include "nmf/sparse_kl_solver.h"
#include "nmf/stopping_rule.h"

#include <limits>

namespace winnow::nmf {

template <class T>
void runSparseKl(const SparseOperand<T>& V, const Scaling<T>& scaling, const Options& options,
                 Factorization<T>& result) {
    const Index held = options.updateW ? options.fixedAtoms : options.rank;
    const Matrix<T> givenW = result.W.leftCols(held);
    const Matrix<T> givenH = options.updateH ? Matrix<T>() : result.H;
    const std::vector<double> balance = balanceOf(result.W);
    scaleIn(balance, scaling, result.W, result.H);
    const Penalties penalties(options, scaling.power(1), scaling.s, balance, held);
    SparseKlSolver<T> solver(V, scaling, options, result.W, result.H, penalties);
    const auto objective = [&] {
        return std::min(solver.objective() * scaling.power(-1), std::numeric_limits<double>::max());
    };
    StoppingRule rule(options, objective());
    runIterations(
        rule, result, [&](int) { solver.iterate(); }, [&] { rule.evaluated(objective()); });
    result.W = solver.W();
    scaleOut(balance, scaling, penalties.unitNorm(), held, solver.norms(penalties.unitNorm()), result.W,
             result.H);
    result.W.leftCols(held) = givenW; // to the last bit
    if (givenH.size() > 0) result.H = givenH;
}

template void runSparseKl(const SparseOperand<float>&, const Scaling<float>&, const Options&,
                          Factorization<float>&);
template void runSparseKl(const SparseOperand<double>&, const Scaling<double>&, const Options&,
                          Factorization<double>&);

} // namespace winnow::nmf
