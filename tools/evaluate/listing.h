// SPDX-License-Identifier: GPL-3.0-or-later
/// What is known about the pairs of an evaluation besides their sound: columns of a CSV.
#pragma once

#include "separation/evaluation_pairs.h"

#include <map>
#include <string>
#include <vector>

namespace winnow::tools {

/// Columns by name and rows by the column `id`; both empty where no list was given.
class Listing {
public:
    Listing() = default;
    /// @throws separation::CsvError: no column `id`, an id listed twice. [main]
    explicit Listing(const std::string& csvFile);

    bool isEmpty() const noexcept { return columns_.empty(); }
    /// Without `id`, in the file's order.
    const std::vector<std::string>& columns() const noexcept { return columns_; }
    /// Of a listed id; "" where there is no list.
    std::string value(const std::string& id, const std::string& column) const;

    /// @throws UsageError naming the columns that there are. [main]
    void requireColumn(const std::string& column) const;

    /// Leaves only what is listed in the set, and adds listed ids without files to its unusable ones; without
    /// a list nothing changes.
    void restrict(separation::EvaluationSet& set) const;

private:
    std::string file_;
    std::vector<std::string> columns_;
    std::map<std::string, std::map<std::string, std::string>> rows_;
};

} // namespace winnow::tools
