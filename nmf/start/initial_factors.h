// SPDX-License-Identifier: GPL-3.0-or-later
/// Starting factors other than random ones.
#pragma once

#include "nmf/factorize.h"
#include "nmf/grid/shared_products.h"
#include "nmf/operand.h"

namespace winnow::nmf {

bool fromSingularVectors(Init init) noexcept;

/// W (this rank's rows x k) and H (k x its columns) as Options::init asks, of those from singular vectors,
/// from a V that is not all zero. All ranks. [main]
/// @param mean  of the elements of V
template <class T>
void singularFactors(SharedProducts<T>& V, double mean, const Options& options, Matrix<T>& W, Matrix<T>& H);

/// W (rows x k) and H (k x columns) as Options::init asks (KMeans or Spa), from a V that is not all zero.
/// KMeans: centroids, and H by non-negative least squares on them. Spa: the columns that the successive
/// projection algorithm picks of V with its columns scaled to sum 1, and H likewise; where V has rank below k
/// the atoms that are left start at random. For multiplicative solvers zeros are filled with a hundredth of
/// the factor's mean. [any]
template <class T>
void initialFactors(const Operand<T>& V, const Options& options, Matrix<T>& W, Matrix<T>& H);

} // namespace winnow::nmf
