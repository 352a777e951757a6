// SPDX-License-Identifier: GPL-3.0-or-later
/// Pairs with the same value in a column.
#include "tools/evaluate/groups.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace winnow::tools {
namespace {

/// The whole text as a number, whatever the locale.
std::optional<double> numberOf(const std::string& text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

} // namespace

std::vector<PairGroup> groupsOf(const EvaluationReport& report, const std::string& column) {
    std::map<std::string, PairGroup> byValue;
    for (const separation::PairResult& result : report.results) {
        if (!result.error.empty()) continue;
        const std::string value = report.listing.value(result.id, column);
        byValue[value].value = value;
        byValue[value].results.push_back(&result);
    }
    std::vector<PairGroup> groups;
    bool allNumbers = true;
    for (auto& [value, group] : byValue) {
        allNumbers = allNumbers && numberOf(value).has_value();
        groups.push_back(std::move(group));
    }
    if (allNumbers)
        std::stable_sort(groups.begin(), groups.end(), [](const PairGroup& a, const PairGroup& b) {
            return *numberOf(a.value) < *numberOf(b.value);
        });
    return groups;
}

PairGroup everyPair(const EvaluationReport& report) {
    PairGroup group;
    for (const separation::PairResult& result : report.results)
        if (result.error.empty()) group.results.push_back(&result);
    return group;
}

} // namespace winnow::tools
