// SPDX-License-Identifier: GPL-3.0-or-later
/// Starting factors from the singular vectors.
#pragma once

#include "nmf/start/randomised_svd.h"

namespace winnow::nmf {

/// NNDSVD (Boutsidis & Gallopoulos 2008): of each singular pair the positive or the negative
/// part with the larger product of norms. W rows x k, H k x columns, non-negative, with zeros (entries below
/// 1e-6 too). Needs no more atoms than the smaller side; the atoms beyond it are zero.
template <class T>
void nndsvd(const Operand<T>& V, Index k, std::uint64_t seed, Matrix<double>& W, Matrix<double>& H);

} // namespace winnow::nmf
