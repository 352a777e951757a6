// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization of dense data by multiplicative updates, from checked input to result.
#pragma once

#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// @param V, result  with Options::sharing this rank's columns. All ranks
/// @param result  W and H hold the start, and then the result with its trace
template <class T>
void runMultiplicative(const ColumnSource<T>& V, const DataRange& range, const Options& options,
                       Factorization<T>& result);

} // namespace winnow::nmf
