// SPDX-License-Identifier: GPL-3.0-or-later
/// The best of several factorizations, and the search for a better one from there.
#pragma once

#include "nmf/factorize.h"

namespace winnow::nmf {

struct RestartOptions {
    int restarts = 5;      ///< runs from seeds options.seed, options.seed + 1, ...
    int perturbations = 0; ///< then so many runs from the best so far, shaken
    double strength =
        0.3; ///< of the shaking: each learned element times a factor in [1 - strength, 1 + strength]
    double timeLimit =
        std::numeric_limits<double>::infinity(); ///< seconds in all; the first run is always done
};

template <class T> struct BestFactorization {
    Factorization<T> best;
    std::vector<double> objectives; ///< final objective of each run, restarts first
    int bestRun = 0;                ///< its index
};

/// Runs factorize() again and again and keeps the lowest objective. A shaken start may lead to a
/// neighbouring, lower minimum (basin hopping, Wales & Doye 1997); elements at zero get a small value, so
/// that they may come back. Held factors are not shaken. @throws InvalidInput
template <class T>
BestFactorization<T> factorizeBest(MatrixView<T> V, const Options& options, const RestartOptions& search);

} // namespace winnow::nmf
