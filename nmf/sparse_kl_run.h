// SPDX-License-Identifier: GPL-3.0-or-later
/// Kullback-Leibler factorization of sparse data, from checked input to result.
#pragma once

#include "nmf/factorize_input.h"
#include "nmf/scaling.h"
#include "nmf/sparse_operand.h"

namespace winnow::nmf {

/// Multiplicative updates of H, then W (Lee & Seung 2001). v / (W H) is formed at the stored entries
/// only; the denominators are column sums. Needs memory for W, H and a few entries a thread.
/// @param V  scaled; @param result  W and H hold the start in V's units, and then the result with its trace
template <class T>
void runSparseKl(const SparseOperand<T>& V, const Scaling<T>& scaling, const Options& options,
                 Factorization<T>& result);

} // namespace winnow::nmf
