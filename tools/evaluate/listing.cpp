// SPDX-License-Identifier: GPL-3.0-or-later
/// Columns of a CSV about the pairs.
#include "tools/evaluate/listing.h"

#include "separation/csv.h"
#include "tools/exit_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace winnow::tools {

Listing::Listing(const std::string& csvFile) : file_(csvFile) {
    const separation::CsvTable table = separation::readCsv(csvFile);
    const std::size_t idColumn = table.require("id");
    for (const std::string& title : table.header)
        if (title != "id") columns_.push_back(title);
    for (const auto& row : table.rows) {
        const std::string& id = row.cells[idColumn];
        if (rows_.count(id) > 0)
            throw separation::CsvError(table.where(row) + ": the id '" + id + "' is listed twice");
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            rows_[id][table.header[c]] = row.cells[c];
    }
}

std::string Listing::value(const std::string& id, const std::string& column) const {
    const auto row = rows_.find(id);
    if (row == rows_.end()) return {};
    const auto cell = row->second.find(column);
    return cell == row->second.end() ? std::string() : cell->second;
}

void Listing::requireColumn(const std::string& column) const {
    if (isEmpty()) throw UsageError("--group-by needs --list CSV with the column to group by");
    if (std::find(columns_.begin(), columns_.end(), column) == columns_.end())
        throw UsageError(fmt::format("--group-by {}: {} has no such column; it has {}", column, file_,
                                     fmt::join(columns_, ", ")));
}

void Listing::restrict(separation::EvaluationSet& set) const {
    if (file_.empty()) return;
    const auto isUnlisted = [&](const auto& item) { return rows_.count(item.id) == 0; };
    std::erase_if(set.pairs, isUnlisted);
    std::erase_if(set.unusable, isUnlisted);
    std::erase_if(set.leftOut, [&](const std::string& id) { return rows_.count(id) == 0; });

    std::set<std::string> known(set.leftOut.begin(), set.leftOut.end());
    for (const auto& pair : set.pairs)
        known.insert(pair.id);
    for (const auto& file : set.unusable)
        known.insert(file.id);
    for (const auto& [id, cells] : rows_)
        if (known.count(id) == 0)
            set.unusable.push_back({id, id, "is listed in " + file_ + ", and there are no such files"});
}

} // namespace winnow::tools
