// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization by alternating least squares, from checked input to result.
#pragma once

#include "nmf/factorize_input.h"
#include "nmf/operand.h"
#include "nmf/scaling.h"

namespace winnow::nmf {

/// @param V  scaled (nmf/scaling.h), or its transpose if `swapped`; with Options::sharing this rank's columns
/// @param result  W and H hold the start in V's units, and then the result with its trace.
/// All ranks.
template <class T>
void runLeastSquares(const Operand<T>& V, bool swapped, const Scaling<T>& scaling, const Options& options,
                     Factorization<T>& result);

} // namespace winnow::nmf
