// SPDX-License-Identifier: GPL-3.0-or-later
/// Multiplicative updates with weights.
#pragma once

#include "nmf/factorize.h"
#include "nmf/multiplicative_step.h"
#include "nmf/penalties.h"

namespace winnow::nmf {

/// Scaled data and weights, in double: V' = s V with 0 where the weight is 0.
struct WeightedData {
    Matrix<double> V, M;
    double epsilon = 0; ///< added to the model; for Itakura-Saito to V too
    double largest = 0;
};

/// One factorization on its way; W and H belong to the caller.
class WeightedSolver {
public:
    WeightedSolver(const WeightedData& data, const Options& options, const Penalties& penalties,
                   Matrix<double>& W, Matrix<double>& H);
    void iterate();
    double objective() const;

private:
    enum class Side { W, H };
    void ratios();
    void step(Side side);
    AtomSize sizeOf(Index a) const;

    const WeightedData& data_;
    const Options& options_;
    const Penalties& penalties_;
    Matrix<double>& W_;
    Matrix<double>& H_;
    Matrix<double> Q_, P_; ///< M V R^(beta - 2), M R^(beta - 1)
    StepKind stepW_, stepH_;
};

} // namespace winnow::nmf
