// SPDX-License-Identifier: GPL-3.0-or-later
/// The assignment problem.
#pragma once

#include "nmf/types.h"

#include <vector>

namespace winnow::nmf {

/// A column for each row of `cost` (rows at most columns), no column twice, with the least sum of costs:
/// shortest augmenting paths with potentials (Kuhn 1955; Jonker & Volgenant 1987). O(rows^2 columns).
std::vector<Index> assign(const Matrix<double>& cost);

} // namespace winnow::nmf
