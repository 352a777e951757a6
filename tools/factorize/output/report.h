// SPDX-License-Identifier: GPL-3.0-or-later
/// report.json of `winnow factorize`, and the same for people.
#pragma once

#include "tools/factorize/methods/method.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace winnow::tools {

/// What the inputs were, for the report.
struct InputSummary {
    std::string file, kind;
    std::vector<Index> shape;
    std::optional<Index> storedEntries; ///< of a sparse matrix
    std::string precision;              ///< "single" or "double"
};

/// @param ranks  that worked on it; @param files  of the result in the order of result.factors, and the
/// pictures
nlohmann::ordered_json makeReport(const FactorizeLine& line, const Method& method,
                                  const std::vector<InputSummary>& inputs, int ranks,
                                  const MethodResult& result, const std::vector<std::string>& pictures);

/// A few lines on standard output. [main]
void printReport(const nlohmann::ordered_json& report, const std::string& folder);

/// "converged", "iteration limit", "time limit", "cancelled".
std::string statusName(nmf::Status status);

} // namespace winnow::tools
