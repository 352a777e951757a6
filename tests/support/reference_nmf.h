// SPDX-License-Identifier: GPL-3.0-or-later
/// Slow, obviously right NMF: the formulas element by element, in double, with nothing fused, packed or
/// scaled.
#pragma once

#include "nmf/types.h"

namespace winnow::test {

using nmf::Index;
using MatrixD = nmf::Matrix<double>;

struct ReferenceOptions {
    double beta = 1;
    double l1W = 0, l1H = 0;
    bool updateW = true, updateH = true;
    Index fixedAtoms = 0;
    double relaxation = 1; ///< exponent on top of gamma(beta)
};

/// What is added to the model so that it is never 0, and to V for Itakura-Saito.
double referenceFloor(const MatrixD& V);

/// W H + floor (without the floor for beta = 2).
MatrixD referenceModel(const MatrixD& V, const MatrixD& W, const MatrixD& H, double beta);

/// d_beta(v | r) by its definition, 0 log 0 = 0.
double referenceDivergence(double v, double r, double beta);

/// Divergence of V from the model and penalties. With a penalty on one factor only while both are learned,
/// that of a learned atom is l1H |w|_2 sum(h), or l1W sum(w) |h|_2.
double referenceObjective(const MatrixD& V, const MatrixD& W, const MatrixD& H,
                          const ReferenceOptions& options);

/// One multiplicative update of H, then of W with the new H.
void referenceIteration(const MatrixD& V, MatrixD& W, MatrixD& H, const ReferenceOptions& options);

/// Scales the learned atoms as factorize() returns them: with a penalty on H only, columns of W have norm 1,
/// with one on W only, rows of H.
void referenceNormalise(MatrixD& W, MatrixD& H, const ReferenceOptions& options);

/// Gradient of the divergence with respect to H (k x n), without penalties.
MatrixD referenceGradientH(const MatrixD& V, const MatrixD& W, const MatrixD& H, double beta);

/// `iterations` updates of one frame's h for the Kullback-Leibler divergence with an L1 penalty an atom;
/// columns of W are taken as normalised to sum 1. `floor` is added to the model.
Eigen::VectorXd referenceFrame(const MatrixD& W, const Eigen::VectorXd& v, const Eigen::VectorXd& l1,
                               Eigen::VectorXd h, int iterations, double floor);

/// m x n, uniform in [low, 1), from a seed.
MatrixD randomMatrix(Index rows, Index columns, unsigned seed, double low = 0);

} // namespace winnow::test
