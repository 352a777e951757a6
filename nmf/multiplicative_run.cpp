// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/multiplicative_run.h"

#include "nmf/multiplicative_solver.h"
#include "nmf/relaxation.h"
#include "nmf/stopping_rule.h"

namespace winnow::nmf {

template <class T>
void runMultiplicative(const ColumnSource<T>& V, const DataRange& range, const Options& options,
                       ActivationStore<T>& H, Factorization<T>& result) {
    MultiplicativeSolver<T> solver(V, range, options, result.W, H);
    Relaxation relaxation(solver, options.overRelaxation);
    StoppingRule rule(options, solver.objective());
    runIterations(
        rule, result, [&](int) { solver.iterate(relaxation.current()); },
        [&] {
            const double next = solver.objective();
            rule.evaluated(next, relaxation.accept(rule.objective(), next));
        });
    solver.finish(result.W);
}

template void runMultiplicative(const ColumnSource<float>&, const DataRange&, const Options&,
                                ActivationStore<float>&, Factorization<float>&);
template void runMultiplicative(const ColumnSource<double>&, const DataRange&, const Options&,
                                ActivationStore<double>&, Factorization<double>&);

} // namespace winnow::nmf
