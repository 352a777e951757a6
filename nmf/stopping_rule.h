// SPDX-License-Identifier: GPL-3.0-or-later
/// When a factorization ends: relative objective, gradient, time, iterations, patience, callback.
#pragma once

#include "nmf/factorize.h"

#include <chrono>
#include <optional>

namespace winnow::nmf {

/// Asked after every iteration, with objectives and gradients that are those of all ranks. The clock starts
/// with the construction. [any]
class StoppingRule {
public:
    StoppingRule(const Options& options, double objectiveAtStart);

    int maxIterations() const noexcept { return options_.maxIterations; }
    /// Whether the objective is to be evaluated after iteration `i` (from 1).
    bool evaluateAt(int i) const noexcept;
    /// The objective at the latest evaluation that stands.
    double objective() const noexcept { return objective_; }
    /// A new evaluation. @param stands  false where the solver went back to the former one
    void evaluated(double objective, bool stands = true) noexcept;
    /// Norm of the projected gradient after iteration `i`; the first one given is the reference.
    void gradient(double norm) noexcept;
    /// Whether to end after iteration `i`, and as what. Calls the progress callback. All ranks, which get the
    /// same answer.
    std::optional<Status> endAfter(int i);

private:
    std::optional<Status> ownEnd(int i) const;

    const Options& options_;
    std::chrono::steady_clock::time_point start_;
    double objective_;
    double firstGradient_ = -1;
    int still_ = 0; ///< evaluations in a row that fell by no more than the tolerance
    bool flat_ = false;
};

/// The iterations of every solver: steps, evaluations when they are due and at the end, until the rule says
/// so.
/// @param result    has trace, iterations and status, which are filled in
/// @param step      step(i) is iteration i, from 1
/// @param evaluate  tells the rule a new objective (StoppingRule::evaluated)
template <class Result, class Step, class Evaluate>
void runIterations(StoppingRule& rule, Result& result, Step&& step, Evaluate&& evaluate) {
    result.trace.push_back(rule.objective());
    const auto evaluateNow = [&] {
        evaluate();
        result.trace.push_back(rule.objective());
    };
    for (int i = 1; i <= rule.maxIterations(); ++i) {
        step(i);
        result.iterations = i;
        const bool due = rule.evaluateAt(i);
        if (due) evaluateNow();
        if (const auto end = rule.endAfter(i)) {
            if (!due) evaluateNow();
            result.status = *end;
            return;
        }
    }
}

} // namespace winnow::nmf
