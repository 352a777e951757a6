// SPDX-License-Identifier: GPL-3.0-or-later
/// NMF with given sparseness of the factors.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

/// (sqrt(n) - |x|_1 / |x|_2) / (sqrt(n) - 1) of a vector of n > 1 elements: 0 if all are the same, 1 if one
/// only is not zero (Hoyer 2004). 0 for a zero vector and for n = 1.
double hoyerSparseness(const Eigen::Ref<const Eigen::VectorXd>& x);

/// The closest non-negative vector with the norms l1 and l2 (Hoyer 2004). l2 <= l1 <= sqrt(n)
/// l2.
Eigen::VectorXd projectToNorms(const Eigen::Ref<const Eigen::VectorXd>& x, double l1, double l2);

struct HoyerOptions : VariantOptions {
    double sparsenessW = -1; ///< of each column of W, 0 to 1; below 0: free
    double sparsenessH = -1; ///< of each row of H, 0 to 1; below 0: free
};

struct HoyerFactorization {
    Matrix<double> W, H; ///< rows of H of norm 1 if their sparseness is given
    Course course;       ///< of |V - W H|^2 / 2
};

/// V ~ W H with columns of W and/or rows of H of exactly the sparseness asked for: projected gradient steps,
/// halved until they lower the objective, on the constrained factors; multiplicative updates of a free one
/// (Hoyer 2004). Never raises the objective. O(m n k) an iteration.
HoyerFactorization hoyerNmf(const ConstMatrix& V, const HoyerOptions& options);

} // namespace winnow::nmf
