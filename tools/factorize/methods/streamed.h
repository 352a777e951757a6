// SPDX-License-Identifier: GPL-3.0-or-later
/// V = W H of a matrix that stays in its file.
#pragma once

#include "tools/factorize/methods/method.h"

namespace winnow::tools {

/// @throws FileError, also where the file cannot be read any more. [main]
MethodResult runStreamed(const Problem& problem);

} // namespace winnow::tools
