// SPDX-License-Identifier: GPL-3.0-or-later
/// What the online methods ask of their options and batches. For nmf/ only.
#pragma once

#include "nmf/variants/variant.h"

#include <cmath>
#include <string>

namespace winnow::nmf {

/// The options that OnlineOptions and OnlineConvolutiveOptions have under the same names. @throws
/// InvalidInput
template <class OnlineMethodOptions> void checkOnlineOptions(const OnlineMethodOptions& options) {
    if (options.rank < 1) throw InvalidInput("rank must be at least 1.");
    if (!(options.forgetting > 0 && options.forgetting <= 1))
        throw InvalidInput("forgetting must be above 0 and at most 1.");
    if (options.activationSteps < 1 || options.dictionarySteps < 1)
        throw InvalidInput("activationSteps and dictionarySteps must be at least 1.");
    if (!(options.l1H >= 0) || !std::isfinite(options.l1H))
        throw InvalidInput("l1H must be zero or positive, and finite.");
}

/// @param W  the dictionary; empty: the first batch, of any number of rows. @throws InvalidInput
inline void checkOnlineBatch(const ConstMatrix& batch, const Matrix<double>& W) {
    checkMatrix("The batch", batch);
    if (W.size() > 0 && batch.rows() != W.rows())
        throw InvalidInput("The batch has " + std::to_string(batch.rows()) + " rows; the dictionary has " +
                           std::to_string(W.rows()) + ".");
}

/// For a transform, which needs a dictionary. @throws InvalidInput
inline void checkOnlineTransform(const ConstMatrix& columns, const Matrix<double>& W) {
    if (W.size() == 0) throw InvalidInput("The dictionary is empty: call learn() first.");
    checkOnlineBatch(columns, W);
}

} // namespace winnow::nmf
