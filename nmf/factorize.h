// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a matrix: the common case in one call.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <vector>

#include "nmf/types.h"

namespace winnow::nmf {

/// What was wrong with V, W0, H0 or the options, and what to do. Thrown before any work starts.
class InvalidInput : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

enum class Status {
    Converged,      ///< relative decrease of the objective fell below the tolerance
    IterationLimit, ///< all iterations were run
    Cancelled       ///< the progress callback returned false
};

struct Progress {
    int iteration;    ///< iterations done, from 1
    int maxIterations;
    double objective; ///< at this iteration, or at the last one it was evaluated
};

/// Called between iterations on the calling thread; returning false cancels.
using ProgressCallback = std::function<bool(const Progress&)>;

struct Options {
    Index rank = 0;            ///< k, number of atoms (at least 1)
    double beta = 1.0;         ///< beta-divergence: 2 Frobenius, 1 Kullback-Leibler, 0 Itakura-Saito, any between
    int maxIterations = 200;
    double tolerance = 1e-5;   ///< stop when the relative decrease over `checkEvery` iterations is below; 0: never
    int checkEvery = 10;       ///< iterations between evaluations of the objective
    double l1W = 0;            ///< weight of sum(W) in the objective
    double l1H = 0;            ///< weight of sum(H) in the objective
    bool updateW = true;       ///< false: W is given and held (supervised)
    bool updateH = true;
    Index fixedAtoms = 0;      ///< the first columns of W that are held while the others learn (semi-supervised)
    double overRelaxation = 1; ///< exponent of the multiplicative step; above 1 faster, with a fall back to 1 when the objective rises
    std::uint64_t seed = 0;
    int threads = 1;           ///< 0: all hardware threads. The result does not depend on it
    ProgressCallback progress;
};

template <class T>
struct Factorization {
    Matrix<T> W;                ///< m x k
    Matrix<T> H;                ///< k x n
    std::vector<double> trace;  ///< objective at the start, every `checkEvery` iterations and at the end
    int iterations = 0;
    Status status = Status::IterationLimit;
};

/// Factorizes V (m x n, non-negative and finite) by multiplicative updates for the beta-divergence
/// (Lee & Seung 2001; Fevotte & Idier 2011, with their exponent gamma(beta), which makes every step monotone).
/// Starts from random W and H scaled to V, from `seed`. [any]
/// @throws InvalidInput for an empty V, negative, NaN or infinite entries, or options that make no sense
template <class T>
Factorization<T> factorize(MatrixView<T> V, const Options& options);

/// The same from given W0 (m x k) and H0 (k x n). Either may be empty (0 x 0): then it starts at random.
template <class T>
Factorization<T> factorize(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0, const Options& options);

} // namespace winnow::nmf
