// SPDX-License-Identifier: GPL-3.0-or-later
/// Comma-separated values.
#include "separation/csv.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

namespace winnow::separation {
namespace {

/// Takes records off the text, one by one.
class CsvScanner {
public:
    CsvScanner(std::string_view text, const std::string& name) : text_(text), name_(name) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    /// The next record that is not an empty line; false at the end.
    bool next(CsvTable::Row& row) {
        while (takeLineEnd()) {
        }
        if (text_.empty()) return false;
        row.line = line_;
        row.cells.clear();
        do {
            row.cells.push_back(text_.starts_with('"') ? takeQuoted() : takePlain());
        } while (takeComma());
        if (!text_.empty() && !takeLineEnd()) fail(line_, "text after a closing quote");
        return true;
    }

private:
    bool takeComma() {
        if (!text_.starts_with(',')) return false;
        text_.remove_prefix(1);
        return true;
    }

    bool takeLineEnd() {
        const std::size_t length = text_.starts_with("\r\n") ? 2 : text_.starts_with('\n') ? 1 : 0;
        text_.remove_prefix(length);
        line_ += length > 0 ? 1 : 0;
        return length > 0;
    }

    std::string takePlain() {
        std::size_t end = std::min(text_.find_first_of(",\n"), text_.size());
        if (end < text_.size() && text_[end] == '\n' && end > 0 && text_[end - 1] == '\r') --end;
        const std::string field(text_.substr(0, end));
        if (field.find('"') != std::string::npos) fail(line_, "a quote inside a field that is not quoted");
        text_.remove_prefix(end);
        return field;
    }

    std::string takeQuoted() {
        const std::size_t start = line_;
        text_.remove_prefix(1);
        std::string field;
        while (true) {
            const std::size_t quote = text_.find('"');
            if (quote == std::string_view::npos) fail(start, "a quote is opened here and never closed");
            const std::string_view part = text_.substr(0, quote);
            line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
            field += part;
            text_.remove_prefix(quote + 1);
            if (!text_.starts_with('"')) return field;
            field += '"'; // doubled: one quote, and the field goes on
            text_.remove_prefix(1);
        }
    }

    [[noreturn]] void fail(std::size_t line, const char* what) const {
        throw CsvError(name_ + ", line " + std::to_string(line) + ": " + what);
    }

    std::string_view text_;
    const std::string& name_;
    std::size_t line_ = 1;
};

} // namespace

std::size_t CsvTable::find(std::string_view column) const noexcept {
    const auto found = std::find(header.begin(), header.end(), column);
    return found == header.end() ? npos : static_cast<std::size_t>(found - header.begin());
}

std::size_t CsvTable::require(std::string_view column) const {
    const std::size_t index = find(column);
    if (index != npos) return index;
    std::string columns;
    for (const std::string& title : header)
        columns += (columns.empty() ? "" : ", ") + title;
    throw CsvError(name + ": there is no column '" + std::string(column) + "'; the columns are " + columns);
}

std::string CsvTable::where(const Row& row) const {
    return name + ", line " + std::to_string(row.line);
}

CsvTable parseCsv(std::string_view text, const std::string& name) {
    CsvTable table;
    table.name = name;
    CsvScanner scanner(text, name);
    CsvTable::Row row;
    if (!scanner.next(row))
        throw CsvError(name + ": is empty; a header line with the names of the columns is needed");
    table.header = row.cells;
    std::set<std::string> titles;
    for (const std::string& title : table.header)
        if (!titles.insert(title).second) throw CsvError(name + ": there are two columns '" + title + "'");
    while (scanner.next(row)) {
        if (row.cells.size() != table.header.size())
            throw CsvError(table.where(row) + ": there are " + std::to_string(row.cells.size()) +
                           " fields, and the header names " + std::to_string(table.header.size()));
        table.rows.push_back(row);
    }
    return table;
}

CsvTable readCsv(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        throw std::runtime_error(path.string() + ": is a folder, not a CSV file");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + ": cannot be opened: " + std::strerror(errno));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) throw std::runtime_error(path.string() + ": cannot be read: " + std::strerror(errno));
    return parseCsv(text, path.string());
}

std::string csvLine(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ',';
        // A lone empty field would be an empty line, which readers skip.
        const bool quoted =
            cells[i].find_first_of(",\"\r\n") != std::string::npos || (cells.size() == 1 && cells[i].empty());
        if (!quoted) {
            line += cells[i];
            continue;
        }
        line += '"';
        for (const char c : cells[i])
            line.append(c == '"' ? 2 : 1, c);
        line += '"';
    }
    return line + '\n';
}

} // namespace winnow::separation
