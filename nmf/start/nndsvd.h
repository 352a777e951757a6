// SPDX-License-Identifier: GPL-3.0-or-later
/// Starting factors from the singular vectors.
#pragma once

#include "nmf/start/randomised_svd.h"

namespace winnow::nmf {

/// NNDSVD (Boutsidis & Gallopoulos 2008): of each singular pair the positive or the negative
/// part with the larger product of norms. W this rank's rows x k, H k x its columns, non-negative, with zeros
/// (entries below 1e-6 too). Needs no more atoms than the smaller side; the atoms beyond it are zero. All
/// ranks. [main]
template <class T>
void nndsvd(SharedProducts<T>& V, Index k, std::uint64_t seed, Matrix<double>& W, Matrix<double>& H);

} // namespace winnow::nmf
