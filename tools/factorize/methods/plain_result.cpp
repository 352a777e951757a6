// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/methods/plain_result.h"

#include <algorithm>
#include <thread>

namespace winnow::tools {

bool hasPenalties(const FactorizeLine& line) {
    return line.l1W > 0 || line.l1H > 0 || line.l2W > 0 || line.l2H > 0;
}

nmf::DenseSplit denseSplit(const Problem& problem, const nmf::Options& options) {
    return nmf::DenseSplit(problem.sharing.rows, problem.sharing.columns, options);
}

nmf::ShardGrid sparseGrid(const Problem& problem, const nmf::Options& options) {
    return nmf::ShardGrid(problem.sharing.rows, problem.sharing.columns, true, options.rowShards,
                          problem.sharing.ranks);
}

template <class T>
void describeFit(const Problem& problem, const nmf::Options& options, const nmf::Factorization<T>& fit,
                 const FitError& error, bool partial, MethodResult& result) {
    result.rank = options.rank;
    result.trace = fit.trace;
    result.iterations = fit.iterations;
    result.status = fit.status;
    result.threads = partial ? 1
                     : options.threads > 0
                         ? options.threads
                         : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    result.relativeError = error.relative();
    if (options.beta == 2 && !hasPenalties(problem.line) && !partial) result.squaredNorm = error.squaredNorm;
}

template <class T> void takeFit(const Problem& problem, nmf::Factorization<T> fit, MethodResult& result) {
    if (problem.line.transform.empty())
        result.factors.push_back({"W", std::move(fit.W), "components, one a column"});
    result.factors.push_back({"H", std::move(fit.H), "activations, one column for each of V's"});
}

#define WINNOW_PLAIN_RESULT(T)                                                                               \
    template void describeFit(const Problem&, const nmf::Options&, const nmf::Factorization<T>&,             \
                              const FitError&, bool, MethodResult&);                                         \
    template void takeFit(const Problem&, nmf::Factorization<T>, MethodResult&);
WINNOW_PLAIN_RESULT(float)
WINNOW_PLAIN_RESULT(double)

} // namespace winnow::tools
