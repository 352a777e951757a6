// SPDX-License-Identifier: GPL-3.0-or-later
/// From the command line to data a method can be run on.
#pragma once

#include "tools/factorize/methods/method.h"
#include "tools/factorize/output/report.h"

#include <vector>

namespace winnow::tools {

/// Reads and checks what the method needs.
/// @throws FileError for files, values and ranks that do not fit; UsageError for a sparse matrix where the
/// method needs a dense one. [main]
Problem loadProblem(const FactorizeLine& line, const Method& method, nmf::ProgressCallback progress);

/// What was read.
std::vector<InputSummary> summarise(const Problem& problem);

} // namespace winnow::tools
