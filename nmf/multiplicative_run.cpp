// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/multiplicative_run.h"

#include "nmf/multiplicative_solver.h"
#include "nmf/stopping_rule.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

/// Chooses the exponent of the steps. Over-relaxed steps are not monotone: where the objective rose between
/// two evaluations, the solver goes back to the first, plain steps follow up to the next evaluation, and the
/// exponent's excess over 1 is halved.
template <class T> class Relaxation {
public:
    Relaxation(MultiplicativeSolver<T>& solver, double exponent) : solver_(solver), exponent_(exponent) {
        if (exponent_ > 1) solver_.save();
    }

    double current() const noexcept { return plain_ ? std::min(exponent_, 1.0) : exponent_; }

    /// Whether the steps since the last evaluation stand; if not, the solver is back there.
    bool accept(double before, double after) {
        if (exponent_ <= 1) return true;
        if (!plain_ && !(after <= before)) {
            solver_.restore();
            plain_ = true;
            exponent_ = exponent_ < kLeast ? 1 : 1 + (exponent_ - 1) / 2;
            return false;
        }
        plain_ = false;
        if (exponent_ > 1) solver_.save();
        return true;
    }

private:
    static constexpr double kLeast = 1.05; ///< below, over-relaxation is not worth its evaluations
    MultiplicativeSolver<T>& solver_;
    double exponent_;
    bool plain_ = false;
};

} // namespace

template <class T>
void runMultiplicative(const ColumnSource<T>& V, const DataRange& range, const Options& options,
                       ActivationStore<T>& H, Factorization<T>& result) {
    MultiplicativeSolver<T> solver(V, range, options, result.W, H);
    Relaxation<T> relaxation(solver, options.overRelaxation);
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
