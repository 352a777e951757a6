// SPDX-License-Identifier: GPL-3.0-or-later
/// What results are judged by.
#pragma once

#include "tools/examples/common/random.h"

#include <vector>

namespace winnow::examples {

using Labels = std::vector<Index>;

/// Share of the items that belong to the most frequent class of their cluster. 0 to 1.
double purity(const Labels& clusters, const Labels& classes);

/// Mutual information over the mean of the two entropies (natural logarithms). 0 to 1; 1 for equal
/// partitions.
double normalisedMutualInformation(const Labels& clusters, const Labels& classes);

/// Rand index corrected for chance (Hubert & Arabie 1985). 1 for equal partitions, about 0 for unrelated
/// ones.
double adjustedRand(const Labels& clusters, const Labels& classes);

/// Area under the ROC curve: the probability that a positive has the higher score, ties counting half.
double areaUnderRoc(const std::vector<double>& scores, const std::vector<bool>& positive);

/// Value below which a share p (0 to 1) of the values lies; linear between order statistics.
double quantile(std::vector<double> values, double p);

/// 0 for a vector without variance.
double pearson(const Vector& x, const Vector& y);

/// 0 for a zero vector.
double cosine(const Vector& x, const Vector& y);

/// Spectral angle in degrees.
double angleDegrees(const Vector& x, const Vector& y);

/// Cosines of the columns of `truth` with their partners among those of `found` (best assignment).
std::vector<double> matchedCosines(const Matrix& truth, const Matrix& found);

double mean(const std::vector<double>& values);
double least(const std::vector<double>& values);

} // namespace winnow::examples
