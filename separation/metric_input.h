// SPDX-License-Identifier: GPL-3.0-or-later
/// Checks that all metrics share.
#pragma once

#include <cmath>
#include <span>
#include <stdexcept>
#include <string>

namespace winnow::separation {

/// @throws std::invalid_argument "METRIC: ..." for unequal lengths, empty signals or values that are not
/// finite
inline void checkMetricInput(std::span<const float> reference, std::span<const float> estimate,
                             const std::string& metric) {
    if (reference.empty()) throw std::invalid_argument(metric + ": the reference is empty");
    if (reference.size() != estimate.size())
        throw std::invalid_argument(metric + ": the reference has " + std::to_string(reference.size()) +
                                    " samples, the estimate " + std::to_string(estimate.size()));
    for (const auto& signal : {reference, estimate})
        for (const float sample : signal)
            if (!std::isfinite(sample))
                throw std::invalid_argument(metric + ": a sample is not a finite number");
}

/// 10 log10(part / rest): +infinity for rest 0, -infinity for part 0 and where both are.
inline double ratioDb(double part, double rest) {
    if (part <= 0) return -HUGE_VAL;
    return rest <= 0 ? HUGE_VAL : 10 * std::log10(part / rest);
}

} // namespace winnow::separation
