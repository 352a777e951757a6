// SPDX-License-Identifier: GPL-3.0-or-later
/// The result of V = W H, however it was found.
#pragma once

#include "nmf/dense_split.h"
#include "nmf/factorize.h"
#include "tools/factorize/methods/fit_error.h"
#include "tools/factorize/methods/method.h"

namespace winnow::tools {

bool hasPenalties(const FactorizeLine& line);

/// How the whole matrix is cut (nmf/sharing.h): a dense one, and a sparse one.
nmf::DenseSplit denseSplit(const Problem& problem, const nmf::Options& options);
nmf::ShardGrid sparseGrid(const Problem& problem, const nmf::Options& options);

/// Rank, trace, iterations, status, threads, error. @param partial  not all entries count
template <class T>
void describeFit(const Problem& problem, const nmf::Options& options, const nmf::Factorization<T>& fit,
                 const FitError& error, bool partial, MethodResult& result);

/// W (but for --transform) and H.
template <class T> void takeFit(const Problem& problem, nmf::Factorization<T> fit, MethodResult& result);

} // namespace winnow::tools
