// SPDX-License-Identifier: GPL-3.0-or-later
/// The library's options for V = W H, from the command line.
#pragma once

#include "nmf/factorize.h"
#include "tools/factorize/methods/method.h"

namespace winnow::tools {

/// Everything but rank, held factors and progress.
/// @throws UsageError for a loss that is none. [any]
nmf::Options plainOptions(const FactorizeLine& line, double beta);

/// Everything, for a problem and the factors it comes with. @throws UsageError. [main]
nmf::Options solverOptions(const Problem& problem, Index rank, bool holdW, Index heldColumns);

/// @throws UsageError for losses, solvers, starts and known factors that do not go together. [any]
void checkPlain(const FactorizeLine& line);
void checkWeighted(const FactorizeLine& line); ///< the same, and --weights must be there
void checkPlsa(const FactorizeLine& line);     ///< the loss is kl

/// @throws UsageError for what a sparse matrix cannot be fitted with. [any]
void checkSparse(const FactorizeLine& line);

/// "half the squared Frobenius norm of V - W H" and so on. [any]
std::string objectiveName(double beta, bool weighted, bool missing, bool penalties);

} // namespace winnow::tools
