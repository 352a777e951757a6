// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization of dense data from checked input to result, wherever V is.
#pragma once

#include "nmf/column_source.h"
#include "nmf/dense_split.h"
#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// @param V  columns of V, or of its transpose if split.ofRows; this rank's
/// @param result  W and H hold the start or what of it is given, and then the result with its trace
/// All ranks.
template <class T>
void runDense(const ColumnSource<T>& V, const DenseSplit& split, const DataRange& range,
              const Options& options, Factorization<T>& result);

} // namespace winnow::nmf
