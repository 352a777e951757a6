// SPDX-License-Identifier: GPL-3.0-or-later
/// A factorization of dense data by multiplicative updates, from checked input to result.
#pragma once

#include "nmf/activation_store.h"
#include "nmf/factorize_input.h"

namespace winnow::nmf {

/// @param V, H, result  with Options::sharing this rank's columns. All ranks
/// @param H, result.W  hold the start, and then the result, which has the trace too; result.H is not used
template <class T>
void runMultiplicative(const ColumnSource<T>& V, const DataRange& range, const Options& options,
                       ActivationStore<T>& H, Factorization<T>& result);

} // namespace winnow::nmf
