// SPDX-License-Identifier: GPL-3.0-or-later
/// Over-relaxed multiplicative steps that fall back to plain ones.
#pragma once

#include <algorithm>

namespace winnow::nmf {

/// Chooses the exponent of the steps. Over-relaxed steps are not monotone: where the objective rose between
/// two evaluations, the solver goes back to the first, plain steps follow up to the next evaluation, and the
/// exponent's excess over 1 is halved. @tparam Solver  has save() and restore()
template <class Solver> class Relaxation {
public:
    Relaxation(Solver& solver, double exponent) : solver_(solver), exponent_(exponent) {
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
    Solver& solver_;
    double exponent_;
    bool plain_ = false;
};

} // namespace winnow::nmf
