// SPDX-License-Identifier: GPL-3.0-or-later
/// Starting factors other than random ones.
#pragma once

#include "nmf/factorize.h"
#include "nmf/operand.h"

namespace winnow::nmf {

/// W (rows x k) and H (k x columns) as Options::init asks (not Init::Random), from a V that is not all zero.
/// KMeans: centroids, and H by non-negative least squares on them. Spa: the columns that the successive
/// projection algorithm picks of V with its columns scaled to sum 1, and H likewise; where V has rank below k
/// the atoms that are left start at random. For multiplicative solvers zeros are filled with a hundredth of
/// the factor's mean. [any]
template <class T>
void initialFactors(const Operand<T>& V, const Options& options, Matrix<T>& W, Matrix<T>& H);

} // namespace winnow::nmf
