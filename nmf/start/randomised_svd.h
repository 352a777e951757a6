// SPDX-License-Identifier: GPL-3.0-or-later
/// The largest singular vectors of a dense or sparse matrix, which may be shared out among ranks.
#pragma once

#include "nmf/grid/shared_products.h"

#include <cstdint>

namespace winnow::nmf {

struct Svd {
    Matrix<double> U;  ///< this rank's rows x k
    Eigen::VectorXd s; ///< k, falling
    Matrix<double> V;  ///< this rank's columns x k
};

/// The k largest singular values with their vectors by a randomised range finder with power iterations
/// (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1): 10 more vectors than asked for, 7 iterations.
/// k at most the smaller side. Products in T, orthogonalisation in double. The signs are such that the
/// largest element of each column of U is positive. All ranks. [main]
template <class T> Svd randomisedSvd(SharedProducts<T>& V, Index k, std::uint64_t seed);

} // namespace winnow::nmf
