// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorizations by several ranks, held against those by one process.
#pragma once

#include "nmf/random.h"
#include "tests/support/catch.h"
#include "tests/support/shared_matrices.h"

#include <cstring>
#include <vector>

namespace winnow::tests {

using nmf::Index;
using nmf::Matrix;
using nmf::Options;
using nmf::Solver;

template <class T> Matrix<T> positive(Index rows, Index columns, std::uint64_t seed) {
    Matrix<T> V(rows, columns);
    for (Index i = 0; i < V.size(); ++i) {
        const double u = nmf::uniformAt(seed, 0, static_cast<std::uint64_t>(i));
        V.data()[i] = static_cast<T>(u * u * 3);
    }
    return V;
}

template <class T> nmf::SparseMatrix<T> sparse(Index rows, Index columns) {
    std::vector<Eigen::Triplet<T, int>> entries;
    for (Index j = 0; j < columns; ++j)
        for (Index i = 0; i < rows; ++i) {
            const double u = nmf::uniformAt(5, 1, static_cast<std::uint64_t>(j * rows + i));
            if (u < 0.1)
                entries.emplace_back(static_cast<int>(i), static_cast<int>(j), static_cast<T>(1 + 40 * u));
        }
    nmf::SparseMatrix<T> V(rows, columns);
    V.setFromTriplets(entries.begin(), entries.end());
    return V;
}

inline Options settings(Solver solver, double beta) {
    Options options;
    options.rank = 5;
    options.solver = solver;
    options.beta = beta;
    options.maxIterations = 7;
    options.checkEvery = 2;
    options.seed = 4;
    options.tolerance = 0;
    return options;
}

template <class T> bool same(const Matrix<T>& a, const Matrix<T>& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(T)) == 0;
}

/// 1 to 4 ranks (and more than there are shards, of a small V) give the bits of one process.
template <class T, class V>
void requireSame(const V& whole, const Options& options, const Matrix<T>& W0 = {}, const Matrix<T>& H0 = {}) {
    const nmf::Factorization<T> alone = nmf::factorize<T>(whole, W0, H0, options);
    REQUIRE(alone.W.allFinite());
    REQUIRE(alone.trace.back() <= alone.trace.front());
    for (const int size : {1, 2, 3, 4, 7}) {
        INFO(size << " ranks, " << whole.rows() << " x " << whole.cols());
        const nmf::Factorization<T> together = tests::factorizeAsRanks<T>(size, whole, W0, H0, options);
        CHECK(same(together.W, alone.W));
        CHECK(same(together.H, alone.H));
        CHECK(together.trace == alone.trace);
        CHECK(together.iterations == alone.iterations);
        CHECK(together.status == alone.status);
    }
}

inline constexpr Solver leastSquaresSolvers[] = {
    Solver::AcceleratedMu, Solver::Hals,          Solver::AcceleratedHals, Solver::ProjectedGradient,
    Solver::ActiveSet,     Solver::BlockPivoting, Solver::Nesterov};

} // namespace winnow::tests
