// SPDX-License-Identifier: GPL-3.0-or-later
/// Pairs with the same value in a column.
#pragma once

#include "separation/evaluation.h"
#include "tools/evaluate/report.h"

#include <string>
#include <vector>

namespace winnow::tools {

struct PairGroup {
    std::string value;
    std::vector<const separation::PairResult*> results;
};

/// The report's results without error by their value in a column of the listing, in the order of numbers
/// where all values are numbers, else of letters. [any]
std::vector<PairGroup> groupsOf(const EvaluationReport& report, const std::string& column);

/// All results without error. [any]
PairGroup everyPair(const EvaluationReport& report);

} // namespace winnow::tools
