// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/stopping_rule.h"

namespace winnow::nmf {

StoppingRule::StoppingRule(const Options& options, double objectiveAtStart)
    : options_(options), start_(std::chrono::steady_clock::now()), objective_(objectiveAtStart) {}

bool StoppingRule::evaluateAt(int i) const noexcept {
    return i % options_.checkEvery == 0 || i == options_.maxIterations;
}

void StoppingRule::evaluated(double objective, bool stands) noexcept {
    if (!stands) {
        still_ = 0;
        return;
    }
    still_ = objective_ - objective <= options_.tolerance * objective_ ? still_ + 1 : 0;
    objective_ = objective;
}

void StoppingRule::gradient(double norm) noexcept {
    if (firstGradient_ < 0) firstGradient_ = norm;
    flat_ = options_.gradientTolerance > 0 && norm <= options_.gradientTolerance * firstGradient_;
}

std::optional<Status> StoppingRule::endAfter(int i) {
    if (flat_ || (options_.tolerance > 0 && still_ >= options_.patience)) return Status::Converged;
    if (options_.progress && !options_.progress({i, options_.maxIterations, objective_}))
        return Status::Cancelled;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    if (passed.count() > options_.timeLimit) return Status::TimeLimit;
    if (i >= options_.maxIterations) return Status::IterationLimit;
    return std::nullopt;
}

} // namespace winnow::nmf
