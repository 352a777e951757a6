// SPDX-License-Identifier: GPL-3.0-or-later
/// --memory: what of a factorization fits, and how the rest is done.
#pragma once

#include "tools/factorize/methods/method.h"

namespace winnow::tools {

/// Fits the problem into line.memory. True: the matrix stays on disk, and problem.streamed says how; false:
/// it may be read as a whole. Fills in problem.sharing, problem.part and problem.storedEntries where true. A
/// sparse matrix is brought into the order of its columns in temporary files (TMPDIR).
/// @throws FileError for too little memory, with what is needed, and for bad files; UsageError for methods
/// and formats that must be in memory. [main]
bool planMemory(Problem& problem, const Method& method);

} // namespace winnow::tools
