// SPDX-License-Identifier: GPL-3.0-or-later
/// One multiplicative step of all atoms of a column of H, or of a row of W, at once.
#pragma once

#include "nmf/multiplicative_step.h"
#include "nmf/types.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace winnow::nmf {

/// Denominators are added atom after atom, from the first that is learned; then the steps are applied to as
/// many columns as there are.
template <class T> class AtomSteps {
public:
    AtomSteps(const StepKind& kind, T floor, Index first, Index atoms)
        : kind_(kind), floor_(floor), first_(first), plain_(kind.exponent == 1) {
        steps_.reserve(static_cast<std::size_t>(atoms - first));
        inverse_.reserve(steps_.capacity());
    }

    /// The next atom's. @param square  see multiplicativeStep
    void add(double denominator, double square) {
        steps_.push_back({denominator, square});
        inverse_.push_back(static_cast<T>(1 / denominator));
        plain_ = plain_ && square == 0 && inverse_.back() > T(0) &&
                 inverse_.back() <= std::numeric_limits<T>::max();
    }

    /// @param x, numerator  of all atoms; those before the first learned stay. [any]
    void apply(T* x, const T* numerator) const noexcept {
        x += first_;
        numerator += first_;
        const auto count = steps_.size();
        if (plain_) { // as the loop below, without branches
            for (std::size_t a = 0; a < count; ++a) {
                const T ratio = std::clamp(numerator[a] * inverse_[a], T(1e-30), T(1e30));
                x[a] = x[a] > T(0) ? std::max(x[a] * ratio, floor_) : T(0);
            }
            return;
        }
        for (std::size_t a = 0; a < count; ++a)
            x[a] = static_cast<T>(multiplicativeStep(kind_, static_cast<double>(x[a]),
                                                     static_cast<double>(numerator[a]), steps_[a].denominator,
                                                     steps_[a].square, static_cast<double>(floor_)));
    }

private:
    struct Step {
        double denominator, square;
    };
    StepKind kind_;
    T floor_;
    Index first_;
    bool plain_;
    std::vector<Step> steps_;
    std::vector<T> inverse_;
};

} // namespace winnow::nmf
