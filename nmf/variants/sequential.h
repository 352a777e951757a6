// SPDX-License-Identifier: GPL-3.0-or-later
/// Sequential NMF: component by component, with the residual variance after each.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct SequentialFactorization {
    Matrix<double> W; ///< m x k; the first columns are the components of the smaller models, in their order
    Matrix<double> H; ///< k x n
    /// Fractional residual variance after 1 .. k components: sum M (V - W H)^2 / sum M V^2. Falls; its elbow
    /// is a rank to choose.
    std::vector<double> residualVariance;
};

/// Components one after another (Zhu 2016; Ren, Pueyo, Zhu, Debes & Duchene
/// 2018): the model with a + 1 components starts from the one with a, whose W is then held, and
/// learns the new component and all of H. The order is that of importance, and more components do not change
/// the first ones.
/// @param M  weights (1 / error^2, 0 for missing), or empty for all 1
/// maxIterations counts for each component.
SequentialFactorization sequentialNmf(const ConstMatrix& V, const Matrix<double>& M,
                                      const VariantOptions& options);

/// The rank at the elbow of a falling curve: the point farthest below the line between its ends, both scaled
/// to 0 .. 1 (Satopaa, Albrecht, Irwin & Raghavan 2011). From 1; 1 for fewer than three points.
Index elbow(const std::vector<double>& curve);

} // namespace winnow::nmf
