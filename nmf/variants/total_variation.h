// SPDX-License-Identifier: GPL-3.0-or-later
/// NMF with atoms that are images of little total variation.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct TotalVariationOptions : VariantOptions {
    Index height = 0;      ///< columns of V are images of height x (m / height) pixels, column by column
    double strength = 0;   ///< weight of the total variation
    double epsilon = 1e-3; ///< relative to an atom's root mean square: below, differences count as squares
};

struct TotalVariationFactorization {
    Matrix<double> W; ///< m x k
    Matrix<double> H; ///< k x n, rows of norm 1
    Course course;
};

/// Sum over the pixels of sqrt(dx^2 + dy^2 + epsilon^2) - epsilon, with dx and dy the differences to the next
/// pixel to the right and below, 0 at the border.
double totalVariation(const Eigen::Ref<const Eigen::VectorXd>& image, Index height, double epsilon);

/// min |V - W H|^2 / 2 + strength sum_a |h_a| TV(w_a) (Zhang, Fang, Xu, Yang & Mei 2008): edges stay, noise
/// in the atoms goes. The factor |h_a| makes it independent (but for epsilon) of how an atom's scale is
/// shared; in the result it is 1. The square roots are majorised by weighted squares at the present atoms and
/// these lowered pixel by pixel, so that the objective never rises. epsilon is fixed from V's scale at the
/// start. O(m n k) an iteration.
/// @throws InvalidInput also where height does not divide the number of rows
TotalVariationFactorization totalVariationNmf(const ConstMatrix& V, const TotalVariationOptions& options);

} // namespace winnow::nmf
