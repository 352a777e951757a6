// SPDX-License-Identifier: GPL-3.0-or-later
/// Choosing the rank by prediction: how well entries that were hidden are filled in.
#pragma once

#include "nmf/factorize.h"

namespace winnow::nmf {

struct HeldOutError {
    double rootMeanSquare = 0; ///< of the hidden entries' errors
    double divergence = 0;     ///< mean of d_beta(v | (W H)) over them, the model with its floor
    double ofMean = 0; ///< root mean square error of the mean of the entries that were seen, to compare
    Index entries = 0; ///< how many were hidden
};

/// Hides a share of the entries of V at random (bi-cross-validation with speckled holes; Wold 1978), fits the
/// others with the options given (Solver::Mu, any beta) and looks at the hidden ones. NaN in V is missing and
/// neither fitted nor hidden. The same seed hides the same entries for every rank; the error falls as the
/// rank rises to the true one, and rises beyond.
/// @param share  of the entries, above 0 and below 1 @throws InvalidInput also if nothing is hidden or left
HeldOutError heldOutError(MatrixView<double> V, const Options& options, double share, std::uint64_t seed);

} // namespace winnow::nmf
