// SPDX-License-Identifier: GPL-3.0-or-later
/// Random numbers of the generators: the same on every machine for the same seed.
#pragma once

#include "nmf/types.h"

#include <cstdint>
#include <random>
#include <vector>

namespace winnow::examples {

using nmf::Index;
using Matrix = nmf::Matrix<double>;
using Vector = Eigen::VectorXd;

/// std::mt19937_64, whose numbers the standard fixes, with distributions of our own, as it leaves those open.
/// [any]
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    double uniform(); ///< [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    Index below(Index n); ///< 0 .. n-1
    double normal();      ///< mean 0, variance 1
    double gamma(double shape);
    double beta(double a, double b);
    double poisson(double mean); ///< a count; 0 for mean <= 0; above 1000 by the normal distribution
    Index binomial(Index trials, double probability);
    Vector dirichlet(const Vector& concentration);
    std::vector<Index> permutation(Index n); ///< of 0 .. n-1
    Matrix normalMatrix(Index rows, Index columns);
    /// Poisson draws with these means.
    Matrix poissonMatrix(const Matrix& means);

private:
    std::mt19937_64 engine_;
};

} // namespace winnow::examples
