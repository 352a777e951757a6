// SPDX-License-Identifier: GPL-3.0-or-later
/// Convolutive NMF: atoms that extend over time, or over time and pitch.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

struct ConvolutiveOptions : VariantOptions {
    double beta = 1;  ///< 2 Frobenius, 1 Kullback-Leibler, any from 0 to 3
    Index taps = 1;   ///< T: columns of V an atom extends over
    Index shifts = 1; ///< F: rows by which an atom can be moved down, 0 .. F-1; 1: convolution in time only
    double l1H = 0;   ///< weight of sum(H); each atom of W then has norm 1 (over all its taps)
};

struct ConvolutiveFactorization {
    std::vector<Matrix<double>> W; ///< T matrices m x k: W[t] is what an atom looks like after t columns
    std::vector<Matrix<double>> H; ///< F matrices k x n: H[f] activates atoms moved down by f rows
    Course course;                 ///< of sum d_beta(V | model) + l1H sum(H)
};

/// V ~ sum over t < T and f < F of down(W[t], f) right(H[f], t), where down moves rows and right moves
/// columns, zeros behind (Smaragdis 2004, for F = 1; Schmidt & Morup 2006, for both).
/// Multiplicative updates with the exact gradient, all taps of a factor at once, so that the objective never
/// rises (exponents as in factorize()). The model has a floor of 1e-15 of V's largest element. O(m n k T F)
/// an iteration.
ConvolutiveFactorization convolutiveNmf(const ConstMatrix& V, const ConvolutiveOptions& options);

/// The model of given factors, as many columns as H[0].
Matrix<double> convolutiveModel(const std::vector<Matrix<double>>& W, const std::vector<Matrix<double>>& H);

/// A hierarchy of features: a convolutive factorization of V, its activations pooled over `pool` columns
/// (largest of each group), these factorized again, and so on.
struct StackLayer {
    ConvolutiveOptions options;
    Index pool = 1; ///< columns of H[0] that become one of the next layer's V; the last group may be shorter
};

/// @throws InvalidInput for layers with shifts above 1, whose activations are no matrix
std::vector<ConvolutiveFactorization> stackedConvolutiveNmf(const ConstMatrix& V,
                                                            const std::vector<StackLayer>& layers);

/// Largest of each group of `pool` columns.
Matrix<double> maxPool(const Matrix<double>& H, Index pool);

} // namespace winnow::nmf
