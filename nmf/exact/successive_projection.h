// SPDX-License-Identifier: GPL-3.0-or-later
/// The successive projection algorithm on a dense or sparse matrix.
#pragma once

#include "nmf/operand.h"

#include <vector>

namespace winnow::nmf {

/// Up to k columns, each the one with the largest part outside the span of those before (Gillis & Vavasis
/// 2014). @param weights  columns() factors on the columns, e.g. 1 / their sums. Fewer than k
/// when nothing is left (relative 1e-12 of the largest in double, 1e-6 in float). O(rows columns k). [any]
template <class T>
std::vector<Index> successiveProjection(const Operand<T>& V, Index k, const Eigen::VectorXd& weights);

} // namespace winnow::nmf
