// SPDX-License-Identifier: GPL-3.0-or-later
/// Several matrices about the same columns, factorized together.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

enum class Coupling {
    Shared,   ///< one H for all: V_v ~ W_v H
    Pairwise, ///< CoNMF: penalty coupling / 2 |H_v - H_u|^2 of every pair of views
    Consensus ///< MultiNMF: penalty coupling / 2 |Q_v H_v - H*|^2, Q_v the column sums of W_v, and H* learned
};

struct JointOptions : VariantOptions {
    Coupling coupling = Coupling::Shared;
    double strength = 0.1;       ///< of the coupling, relative to the views
    std::vector<double> weights; ///< of each view; empty: all 1
};

struct JointFactorization {
    std::vector<Matrix<double>> W; ///< m_v x k each; for Pairwise and Consensus scaled to columns of sum 1
    std::vector<Matrix<double>> H; ///< k x n each, or only one with Coupling::Shared
    Matrix<double> consensus;      ///< k x n: H, the mean of the H_v, or H*
    Course course; ///< of sum over views of weight |V_v - W_v H_v|^2 / 2 and the coupling's penalty
};

/// Views V_v (m_v x n, non-negative) with the same n columns. Shared: the weighted views stacked, by HALS.
/// Pairwise (He, Kan, Xie & Chen 2014): the penalty of each pair. Consensus (Liu, Wang, Gao & Han
/// 2013). Each step is coordinate descent on one factor, with the atoms kept at sum 1 in W_v
/// (the scale goes to H_v), which is what makes the H_v comparable; scale views alike beforehand, e.g. to
/// sum 1. O(sum m_v n k) an iteration.
JointFactorization jointNmf(const std::vector<Matrix<double>>& views, const JointOptions& options);

} // namespace winnow::nmf
