// SPDX-License-Identifier: GPL-3.0-or-later
/// Adam with warm-up, cosine decay and clipping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace winnow::separation::unfolded {

struct AdamOptions {
    double stepSize = 4e-2;   ///< on log-parameters: ten times what networks like
    double finalShare = 0.02; ///< of the step size, where the cosine ends
    int warmUp = 50;          ///< steps
    double beta1 = 0.9, beta2 = 0.98;
    double epsilon = 1e-8;
    double clipNorm = 0.1; ///< of the whole gradient
};

/// Step size of a step, from 0, of `steps` in all: linear warm-up, then half a cosine. [any]
double stepSizeAt(const AdamOptions& options, std::int64_t step, std::int64_t steps);

/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, theta -= size (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) +
/// epsilon) (Kingma & Ba 2015, algorithm 1).
struct AdamState {
    std::vector<float> m, v;
    std::int64_t step = 0; ///< t: steps done

    explicit AdamState(std::size_t size = 0) : m(size), v(size) {}

    /// Scales the gradient to clipNorm if it is longer, then moves theta.
    /// @returns the gradient's norm before clipping; if it is not finite, nothing is moved, but the step
    /// counts. [main]
    double update(const AdamOptions& options, double stepSize, std::span<float> gradient,
                  std::span<float> theta);
};

} // namespace winnow::separation::unfolded
