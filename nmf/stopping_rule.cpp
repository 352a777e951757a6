// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/stopping_rule.h"

#include "nmf/communicator.h"

#include <algorithm>
#include <cmath>

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

std::optional<Status> StoppingRule::ownEnd(int i) const {
    if (options_.progress && !options_.progress({i, options_.maxIterations, objective_}))
        return Status::Cancelled;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    if (passed.count() > options_.timeLimit) return Status::TimeLimit;
    return std::nullopt;
}

std::optional<Status> StoppingRule::endAfter(int i) {
    if (flat_ || (options_.tolerance > 0 && still_ >= options_.patience)) return Status::Converged;
    std::optional<Status> end = ownEnd(i);
    if (options_.sharing.active() && (options_.progress || std::isfinite(options_.timeLimit))) {
        // Clocks and users differ from rank to rank; the first of them decides for all.
        const int none = static_cast<int>(Status::TimeLimit) + 1;
        const auto all = gatherValues(*options_.sharing.ranks, end ? static_cast<int>(*end) : none);
        const int first = *std::min_element(all.begin(), all.end());
        end = first == none ? std::nullopt : std::optional(static_cast<Status>(first));
    }
    if (end) return end;
    if (i >= options_.maxIterations) return Status::IterationLimit;
    return std::nullopt;
}

} // namespace winnow::nmf
