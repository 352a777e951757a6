// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization of dense data by multiplicative updates, from checked input to result.
#pragma once

#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// @param result  W and H hold the start, and then the result with its trace
template <class T>
void runMultiplicative(const MatrixView<T>& V, const DataRange& range, const Options& options,
                       Factorization<T>& result);

} // namespace winnow::nmf
