// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/common/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace winnow::examples {

double Random::uniform() {
    return static_cast<double>(engine_() >> 11U) * 0x1p-53;
}

Index Random::below(Index n) {
    return std::min(n - 1, static_cast<Index>(uniform() * static_cast<double>(n)));
}

double Random::normal() {
    // Box & Muller 1958; the second value is not kept, so that calls stay independent of one another.
    constexpr double twoPi = 6.283185307179586477;
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(twoPi * uniform());
}

double Random::gamma(double shape) {
    // Marsaglia & Tsang 2000; below shape 1 by their boost.
    if (shape < 1) {
        const double larger = gamma(shape + 1);
        return larger * std::pow(1 - uniform(), 1 / shape);
    }
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(), t = 1 + c * x;
        if (t <= 0) continue;
        const double v = t * t * t;
        if (std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

double Random::beta(double a, double b) {
    const double x = gamma(a), y = gamma(b);
    return x + y > 0 ? x / (x + y) : 0.5;
}

double Random::poisson(double mean) {
    // So near the normal distribution that no picture shows the difference.
    if (mean > 1000) return std::max(0.0, std::round(mean + std::sqrt(mean) * normal()));
    // Knuth's product in pieces whose exponential does not underflow.
    double total = 0;
    while (mean > 0) {
        const double part = std::min(mean, 30.0);
        mean -= part;
        const double limit = std::exp(-part);
        for (double product = uniform(); product > limit; product *= uniform())
            ++total;
    }
    return total;
}

Index Random::binomial(Index trials, double probability) {
    Index total = 0;
    for (Index i = 0; i < trials; ++i)
        total += uniform() < probability ? 1 : 0;
    return total;
}

Vector Random::dirichlet(const Vector& concentration) {
    Vector x(concentration.size());
    for (Index i = 0; i < x.size(); ++i)
        x(i) = gamma(concentration(i)) + 1e-300;
    return x / x.sum();
}

std::vector<Index> Random::permutation(Index n) {
    std::vector<Index> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), Index{0});
    for (Index i = n - 1; i > 0; --i)
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(below(i + 1))]);
    return order;
}

Matrix Random::normalMatrix(Index rows, Index columns) {
    Matrix x(rows, columns);
    for (Index i = 0; i < x.size(); ++i)
        x.data()[i] = normal();
    return x;
}

Matrix Random::poissonMatrix(const Matrix& means) {
    Matrix x(means.rows(), means.cols());
    for (Index i = 0; i < x.size(); ++i)
        x.data()[i] = poisson(means.data()[i]);
    return x;
}

} // namespace winnow::examples
