// SPDX-License-Identifier: GPL-3.0-or-later
/// Components of a factorization: normalised, matched between runs, measured.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

enum class Normalisation { Sum, Norm, Max };

/// Scales W's columns to sum, Euclidean norm or maximum 1, and H's rows so that W H stays. Zero columns stay.
void normaliseComponents(Matrix<double>& W, Matrix<double>& H, Normalisation kind);

struct Matching {
    std::vector<Index> partner;     ///< column of B for each column of A
    std::vector<double> similarity; ///< their cosines
};

/// The pairing of the columns of A (m x k) with those of B (m x at least k) with the largest sum of cosines,
/// whatever the scales: the assignment problem (Kuhn 1955; by shortest augmenting paths). O(k^2 l).
Matching matchComponents(const ConstMatrix& A, const ConstMatrix& B);

struct FitReport {
    Matrix<double> residual;      ///< V - W H
    double relativeError = 0;     ///< |V - W H| / |V|
    double explainedVariance = 0; ///< 1 - |V - W H|^2 / |V|^2
    Eigen::VectorXd share;        ///< k: sum of an atom's part of W H, relative to the sum of W H
    Eigen::VectorXd sparsenessW;  ///< k: Hoyer's, of W's columns
    Eigen::VectorXd sparsenessH;  ///< k: of H's rows
};

/// @throws InvalidInput for sizes that do not fit
FitReport reportFit(const ConstMatrix& V, const ConstMatrix& W, const ConstMatrix& H);

/// The row with the largest activation for each column of H, every atom weighted by its norm in W.
std::vector<Index> clusterLabels(const ConstMatrix& W, const ConstMatrix& H);

} // namespace winnow::nmf
