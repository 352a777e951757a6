// SPDX-License-Identifier: GPL-3.0-or-later
/// How stable a clustering is over runs: what chooses the rank.
#pragma once

#include "nmf/variants/variant.h"

namespace winnow::nmf {

/// Share of the runs in which two columns have the same label (Brunet, Tamayo, Golub & Mesirov 2004). n x n.
/// @param runs  labels of the n columns in each run @throws InvalidInput for none, or runs of different
/// lengths
Matrix<double> consensusMatrix(const std::vector<std::vector<Index>>& runs);

/// Average linkage (UPGMA) of symmetric distances: heights at which two items first share a cluster. n x n.
/// O(n^3).
Matrix<double> copheneticDistances(const Matrix<double>& distances);

/// Correlation between 1 - consensus and its cophenetic distances (Brunet et al. 2004): 1 for runs that
/// agree. Falls where the rank is too large. 1 where all distances are equal.
double copheneticCorrelation(const Matrix<double>& consensus);

/// Mean of 4 (c - 1/2)^2: 1 for runs that agree, 0 if everything is a half (Kim & Park 2007).
double dispersion(const Matrix<double>& consensus);

/// Silhouette of each column with distances 1 - consensus: (b - a) / max(a, b) with a its mean distance to
/// its own cluster and b to the nearest other (Rousseeuw 1987). 0 for a cluster of one, and with one cluster
/// only.
std::vector<double> silhouette(const Matrix<double>& distances, const std::vector<Index>& labels);

struct RankReport {
    Index rank = 0;
    Matrix<double> consensus;
    double cophenetic = 0, dispersion = 0, silhouette = 0; ///< silhouette: the mean, of the best run's labels
    double bestObjective = 0;
    Factorization<double> best; ///< run with the lowest objective
};

/// `restarts` factorizations with seeds options.seed, options.seed + 1, ... and how well they agree.
RankReport tryRank(const ConstMatrix& V, const Options& options, int restarts);

} // namespace winnow::nmf
