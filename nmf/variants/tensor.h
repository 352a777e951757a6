// SPDX-License-Identifier: GPL-3.0-or-later
/// Non-negative tensor factorization (PARAFAC, CP).
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

/// A dense tensor of any order: element (i0, i1, ...) at i0 + d0 (i1 + d1 (i2 + ...)).
struct Tensor {
    std::vector<Index> dimensions;
    std::vector<double> values;
};

struct TensorOptions : VariantOptions {
    Solver solver = Solver::Hals; ///< Mu, Hals or BlockPivoting
};

struct TensorFactorization {
    /// One a dimension, d x k. All but the last have columns of norm 1.
    std::vector<Matrix<double>> factors;
    Course course; ///< of |X - model|^2 / 2
};

/// X ~ sum over a of the outer products of the factors' columns a, all non-negative. One factor after
/// another: X_(d) ~ A_d K^T with K the Khatri-Rao product of the others, whose Gram matrix is the elementwise
/// product of theirs (Cichocki, Zdunek, Phan & Amari 2009; Kim, He & Park 2014).
/// Never raises the objective. O(elements k) a factor; memory for another copy of X and for K.
/// @throws InvalidInput for an order below 2, sizes that do not fit, negative or non-finite elements
TensorFactorization factorizeTensor(const Tensor& X, const TensorOptions& options);

/// The tensor of given factors.
Tensor tensorModel(const std::vector<Matrix<double>>& factors);

} // namespace winnow::nmf
