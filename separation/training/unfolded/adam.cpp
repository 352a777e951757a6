// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/unfolded/adam.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace winnow::separation::unfolded {

double stepSizeAt(const AdamOptions& options, std::int64_t step, std::int64_t steps) {
    const double warm =
        options.warmUp > 0 ? std::min(1.0, static_cast<double>(step + 1) / options.warmUp) : 1;
    const double share =
        std::min(1.0, static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(steps, 1)));
    const double decay =
        options.finalShare + (1 - options.finalShare) * 0.5 * (1 + std::cos(std::numbers::pi * share));
    return options.stepSize * warm * decay;
}

double AdamState::update(const AdamOptions& options, double stepSize, std::span<float> gradient,
                         std::span<float> theta) {
    using Array = Eigen::Map<Eigen::ArrayXf>;
    const auto size = static_cast<Eigen::Index>(theta.size());
    Array g(gradient.data(), size), x(theta.data(), size), mean(m.data(), size), square(v.data(), size);
    double sum = 0;
    constexpr Eigen::Index block = 1024; // summed in float within a block only
    for (Eigen::Index at = 0; at < size; at += block)
        sum += static_cast<double>(g.segment(at, std::min(block, size - at)).square().sum());
    const double norm = std::sqrt(sum);
    ++step;
    if (!std::isfinite(norm)) return norm;
    if (norm > options.clipNorm) g *= static_cast<float>(options.clipNorm / norm);
    const auto b1 = static_cast<float>(options.beta1), b2 = static_cast<float>(options.beta2);
    mean = b1 * mean + (1 - b1) * g;
    square = b2 * square + (1 - b2) * g.square();
    const double correction1 = 1 - std::pow(options.beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(options.beta2, static_cast<double>(step));
    x -= static_cast<float>(stepSize / correction1) * mean /
         ((square * static_cast<float>(1 / correction2)).sqrt() + static_cast<float>(options.epsilon));
    return norm;
}

} // namespace winnow::separation::unfolded
