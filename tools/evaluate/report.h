// SPDX-License-Identifier: GPL-3.0-or-later
/// The results of an evaluation as a table, CSV and JSON.
#pragma once

#include "separation/evaluation.h"
#include "tools/evaluate/listing.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace winnow::tools {

/// Everything there is to report.
struct EvaluationReport {
    std::string estimateName; ///< "factory", "mine.winnow", a folder
    bool learnsProfile = false;
    std::vector<separation::PairResult> results; ///< by id; those with an error are failed
    std::vector<separation::UnusableFile> unusable;
    std::size_t leftOut = 0; ///< pairs without a profile
    Listing listing;
    std::vector<std::string> groupBy; ///< columns of the listing

    std::size_t failed() const; ///< pairs and files that could not be scored
    std::size_t total() const { return results.size() + unusable.size(); }
};

/// Means over all, then over the groups of each column: two lines each, before and after. [any]
std::string toTable(const EvaluationReport& report);

/// A line for every pair with the listing's columns, then both signals' scores. [any]
std::string toCsv(const EvaluationReport& report);

/// Means, groups and pairs. Numbers that are not finite become null when printed. [any]
nlohmann::ordered_json toJson(const EvaluationReport& report);

} // namespace winnow::tools
