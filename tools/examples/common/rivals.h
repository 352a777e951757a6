// SPDX-License-Identifier: GPL-3.0-or-later
/// The methods that NMF is measured against.
#pragma once

#include "tools/examples/common/measures.h"

namespace winnow::examples {

struct Svd {
    Matrix U;  ///< m x k
    Vector s;  ///< k, falling
    Matrix Vt; ///< k x n
};

/// The k largest singular triples, from the eigenvectors of the smaller Gram matrix.
Svd truncatedSvd(const Matrix& V, Index k);

struct Pca {
    Vector mean;        ///< m
    Matrix axes;        ///< m x k, orthonormal
    Matrix scores;      ///< k x n
    Vector eigenvalues; ///< all of them: variances along the axes times n, falling

    Matrix model() const { return (axes * scores).colwise() + mean; }
};

/// Principal components of the columns of V (m x n).
Pca principalComponents(const Matrix& V, Index k);

/// k-means++ on the columns, the best of `restarts` runs.
struct KMeans {
    Labels labels;
    Matrix centroids; ///< m x k
};
KMeans kMeans(const Matrix& V, Index k, std::uint64_t seed, int restarts = 10);

/// Average linkage (UPGMA) of distances, cut into k clusters.
Labels averageLinkage(const Matrix& distances, Index k);

/// V with NaN entries replaced by the mean of their row's other entries.
Matrix imputeRowMeans(const Matrix& V);

/// The same by the mean of the `neighbours` nearest columns that have the entry, weighted by 1 / distance;
/// the distance is the root mean square over the rows both have (KNNimpute, Troyanskaya et al. 2001).
Matrix imputeNeighbours(const Matrix& V, Index neighbours);

/// The same by the rank-k SVD, again and again until it settles (SVDimpute, Troyanskaya et al. 2001).
/// @param shrinkage  taken from each singular value (soft-impute, Mazumder, Hastie & Tibshirani 2010)
Matrix imputeSvd(const Matrix& V, Index k, double shrinkage = 0, int iterations = 100);

} // namespace winnow::examples
