// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/least_squares_run.h"

#include "nmf/alternating_solver.h"
#include "nmf/factor_scaling.h"
#include "nmf/stopping_rule.h"

#include <algorithm>
#include <limits>

namespace winnow::nmf {

namespace {

template <class T>
void iterate(AlternatingSolver<T>& solver, double unit, const Options& options, Factorization<T>& result) {
    const auto objective = [&] {
        return std::min(solver.objective() * unit, std::numeric_limits<double>::max());
    };
    StoppingRule rule(options, objective());
    runIterations(
        rule, result,
        [&](int i) {
            solver.iterate();
            if (options.gradientTolerance > 0 && i > 1) rule.gradient(solver.gradientNorm());
        },
        [&] { rule.evaluated(objective()); });
}

/// Of the long factor B (k x columns, shared out) or the short one A (rows x k).
template <class T>
std::vector<double> atomNorms(const Matrix<T>& A, const Matrix<T>& B, bool ofLong,
                              const ColumnShards& shards) {
    if (ofLong) return atomSums(B, shards).norms;
    std::vector<double> norms;
    for (Index a = 0; a < A.cols(); ++a)
        norms.push_back(A.col(a).template cast<double>().norm());
    return norms;
}

} // namespace

template <class T>
void runLeastSquares(const Operand<T>& V, bool swapped, const Scaling<T>& scaling, const Options& options,
                     Factorization<T>& result) {
    const Matrix<T> givenW = !options.updateW ? result.W : Matrix<T>(result.W.leftCols(options.fixedAtoms));
    const Matrix<T> givenH = options.updateH ? Matrix<T>() : result.H;
    const Index firstLearned = options.updateW ? options.fixedAtoms : options.rank;
    Communicator* const ranks = options.sharing.ranks;
    const std::vector<double> balance = balanceOf(result.W, swapped ? ranks : nullptr);
    scaleIn(balance, scaling, result.W, result.H);
    const Penalties penalties(options, scaling.power(2), scaling.s, balance, firstLearned);
    std::vector<double> norms;
    {
        Matrix<T> A = swapped ? Matrix<T>(result.H.transpose()) : std::move(result.W);
        Matrix<T> B = swapped ? Matrix<T>(result.W.transpose()) : std::move(result.H);
        result.W.resize(0, 0);
        result.H.resize(0, 0);
        AlternatingSolver<T> solver({V, swapped, options.updateW ? options.fixedAtoms : 0, options.updateW,
                                     options.updateH, options.gradientTolerance > 0, options.threads,
                                     swapped ? options.sharing.rows : options.sharing.columns, ranks},
                                    A, B, penalties, makeGramSolver<T>(options.solver));
        iterate(solver, scaling.power(-2), options, result);
        A = solver.shortFactor();
        const bool unitLong = (penalties.unitNorm() == Penalties::UnitNorm::W) == swapped;
        norms = atomNorms(A, B, unitLong, solver.shards());
        result.W = swapped ? Matrix<T>(B.transpose()) : std::move(A);
        result.H = swapped ? Matrix<T>(A.transpose()) : std::move(B);
    }
    scaleOut(balance, scaling, penalties.unitNorm(), firstLearned, norms, result.W, result.H);
    if (givenW.size() > 0) result.W.leftCols(givenW.cols()) = givenW; // to the last bit
    if (givenH.size() > 0) result.H = givenH;
}

template void runLeastSquares(const Operand<float>&, bool, const Scaling<float>&, const Options&,
                              Factorization<float>&);
template void runLeastSquares(const Operand<double>&, bool, const Scaling<double>&, const Options&,
                              Factorization<double>&);

} // namespace winnow::nmf
