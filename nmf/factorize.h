// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorization of a matrix: the common case in one call.
#pragma once

#include "nmf/invalid_input.h"
#include "nmf/sharing.h"
#include "nmf/types.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace winnow::nmf {

enum class Status {
    Converged,      ///< the objective's relative decrease, or the gradient, fell below its tolerance
    IterationLimit, ///< all iterations were run
    Cancelled,      ///< the progress callback returned false
    TimeLimit       ///< the time was up
};

/// How W and H are improved. All but Mu need the Frobenius norm (beta = 2): they alternate between the two
/// least-squares problems with factors >= 0, from Gram matrices formed in one pass over V an iteration.
enum class Solver {
    Mu,                ///< multiplicative updates, any beta (Lee & Seung 2001; Fevotte & Idier 2011)
    AcceleratedMu,     ///< several multiplicative steps a pass (Gillis & Glineur 2012)
    Hals,              ///< one coordinate at a time, one sweep a pass (Cichocki & Phan 2009)
    AcceleratedHals,   ///< several sweeps a pass (Gillis & Glineur 2012): the fastest, as a rule
    ProjectedGradient, ///< Lin 2007
    ActiveSet,         ///< exact, fast combinatorial (Van Benthem & Keenan 2004; Kim & Park 2008)
    BlockPivoting,     ///< exact, block principal pivoting (Kim & Park 2011)
    Nesterov           ///< optimal gradient, NeNMF (Guan, Tao, Luo & Yuan 2012)
};

/// What the iterations start from where W0 or H0 is not given (nmf/start/).
enum class Init {
    Random,   ///< uniform, scaled to the mean of V
    Nndsvd,   ///< from the singular vectors (Boutsidis & Gallopoulos 2008); has zeros: not for Mu solvers
    NndsvdA,  ///< the same, zeros filled with the mean of V
    NndsvdAr, ///< the same, zeros filled at random between 0 and a hundredth of the mean
    KMeans,   ///< centroids and memberships of k-means++ (Wild, Curry & Dougherty 2004)
    Spa       ///< the columns of V that the successive projection algorithm picks
};

struct Progress {
    int iteration; ///< iterations done, from 1
    int maxIterations;
    double objective; ///< at this iteration, or at the last one it was evaluated
};

/// Called between iterations on the calling thread; returning false cancels.
using ProgressCallback = std::function<bool(const Progress&)>;

/// Held factors and penalties. With l1H > 0, l1W = 0 and both factors learned, scale would escape (W grows, H
/// shrinks): the penalty of a learned atom is then l1H |w|_2 sum(h), and the result has |w|_2 = 1, so that it
/// is l1H sum(h). Likewise with l1W > 0 and l1H = 0 the learned rows of H have norm 1. In all cases the
/// objective is D(V | W H) + l1W sum(W) + l1H sum(H) of what is returned; l2W or l2H alone counts likewise,
/// as l2H / 2 |w|_2^2 |h|_2^2. (The norm is not the sum because |w|_1 |h|_1 is the sum of the atom's part of
/// W H, and penalising that makes nothing sparse.)
///
/// With `sharing`, V, W0 and H0 are this rank's part (nmf/sharing.h), and so is the result.
struct Options {
    Index rank = 0;    ///< k, number of atoms (at least 1)
    double beta = 1.0; ///< 2 Frobenius, 1 Kullback-Leibler, 0 Itakura-Saito, any other from 0 to 3
    int maxIterations = 200;
    /// Stop when the objective's relative decrease from one evaluation to the next is not above; 0: never.
    double tolerance = 1e-5;
    int checkEvery = 10;  ///< iterations between evaluations of the objective
    double l1W = 0;       ///< weight of sum(W) in the objective
    double l1H = 0;       ///< weight of sum(H) in the objective
    bool updateW = true;  ///< false: W is given and held (supervised)
    bool updateH = true;  ///< false: H is given and held
    Index fixedAtoms = 0; ///< the first columns of W, held while the others learn (semi-supervised)
    /// Exponent of the multiplicative step, above 0 and below 2. Above 1 it is faster (Badeau, Bertin &
    /// Vincent 2010) but not monotone: where the objective rose from one evaluation to the next, the solver
    /// goes back to the former, takes plain steps up to the next and then half the excess over 1. Keeps a
    /// copy of W and H.
    double overRelaxation = 1;
    std::uint64_t seed = 0;
    int threads = 1; ///< 0: all hardware threads. The result does not depend on it, to the last bit
    ProgressCallback progress;
    Solver solver = Solver::Mu;
    Init init = Init::Random;
    double l2W = 0; ///< weight of sum(W^2) / 2 in the objective; alone it scales as l1W alone does
    double l2H = 0; ///< weight of sum(H^2) / 2 in the objective
    /// Stop when the norm of the projected gradient (Lin 2007) is at most this times that after the
    /// first iteration; 0: never. Not for Solver::Mu, which does not know it.
    double gradientTolerance = 0;
    double timeLimit = std::numeric_limits<double>::infinity(); ///< seconds; checked after each iteration
    int patience = 1; ///< evaluations in a row that must fall by no more than the tolerance
    /// NaN in V marks a missing entry, which the fit leaves out (nmf/variants/weighted.h). Solver::Mu only.
    bool nanIsMissing = false;
    Sharing sharing; ///< V among several processes
    /// Shards of V's shorter side (of the rows of a sparse V), where both are long: 0 as the shape has it
    /// (nmf/sharing.h). Another number sums in another order, which is all that changes.
    int rowShards = 0;
};

template <class T> struct Factorization {
    Matrix<T> W;               ///< m x k
    Matrix<T> H;               ///< k x n
    std::vector<double> trace; ///< objective at the start, every `checkEvery` iterations and at the end
    int iterations = 0;
    Status status = Status::IterationLimit;
};

/// Factorizes V (m x n, non-negative and finite) by multiplicative updates for the beta-divergence
/// (Lee & Seung 2001; Fevotte & Idier 2011, with their exponent gamma(beta), which makes every step
/// monotone): H, then W, in one pass over V an iteration. Starts from random W and H scaled to V, from
/// `seed`. Options::solver and Options::init choose other ways for the Frobenius norm and other starts. The
/// least-squares solvers return exact zeros. They update the factor along V's longer side first; so does Solver::Mu where
/// that side is W's and has 8192 elements or more.
///
/// The model is W H + e with e about 1e-15 of V's largest element (modelFloor, beta_divergence.h), so that
/// zeros need no care; Itakura-Saito adds e to V too. Entries of W and H that are not zero at the start are
/// kept above a floor about 360 dB below the others, so that none is ever locked at zero; zeros given in W0
/// or H0 stay zeros.
///
/// Uses memory for W and H, and a few times W, whatever the size of V. The same input, options and SIMD level
/// (nmf/simd.h) give the same bits. [any]
/// @throws InvalidInput for an empty V, negative, NaN or infinite entries, or options that make no sense
template <class T> Factorization<T> factorize(MatrixView<T> V, const Options& options);

/// The same from given W0 (m x k) and H0 (k x n). Either may be empty (0 x 0): then it starts at random. With
/// fixedAtoms, W0 may have these only: the others start at random. Held factors are returned as they came.
template <class T>
Factorization<T> factorize(MatrixView<T> V, const Matrix<T>& W0, const Matrix<T>& H0, const Options& options);

} // namespace winnow::nmf
