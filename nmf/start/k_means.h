// SPDX-License-Identifier: GPL-3.0-or-later
/// k-means++ on the columns of a dense or sparse matrix.
#pragma once

#include "nmf/operand.h"

#include <cstdint>
#include <vector>

namespace winnow::nmf {

struct Clusters {
    Matrix<double> centroids;  ///< rows x k
    std::vector<Index> labels; ///< of each column, 0 .. k-1
    double squaredError = 0;   ///< sum of squared distances to the centroids
    int iterations = 0;
};

/// Lloyd's iterations from seeds drawn in proportion to the squared distance (Arthur & Vassilvitskii 2007),
/// until no label changes or for `maxIterations`. A cluster that loses all its columns takes the column that
/// is farthest from its centroid. O(rows columns k) an iteration. [any]
template <class T> Clusters kMeans(const Operand<T>& V, Index k, std::uint64_t seed, int maxIterations = 100);

} // namespace winnow::nmf
