// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything a run leaves behind, in one folder.
#pragma once

#include "tools/factorize/methods/method.h"

#include <nlohmann/json.hpp>

namespace winnow::tools {

/// Writes factors (with --csv as CSV too), pictures (with --plot) and report.json: all or nothing.
/// @return the report. @throws FileError. [main]
nlohmann::ordered_json writeResults(const Problem& problem, const Method& method, const MethodResult& result);

} // namespace winnow::tools
