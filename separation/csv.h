// SPDX-License-Identifier: GPL-3.0-or-later
/// Comma-separated values as in RFC 4180, with a header line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::separation {

/// Message: the file's name, the line, what was wrong.
class CsvError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct CsvTable {
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    struct Row {
        std::size_t line = 0;           ///< where it starts in the file, from 1
        std::vector<std::string> cells; ///< as many as the header has
    };

    std::string name; ///< for messages
    std::vector<std::string> header;
    std::vector<Row> rows;

    std::size_t find(std::string_view column) const noexcept; ///< index, npos where there is none
    /// @throws CsvError naming the column that is missing and those that are there
    std::size_t require(std::string_view column) const;
    /// "NAME, line N", for messages about a row.
    std::string where(const Row& row) const;
};

/// Fields may be quoted, with commas, line ends and doubled quotes inside; line ends LF or CRLF; a byte-order
/// mark and empty lines are skipped. [any]
/// @throws CsvError: no header, a column named twice, a row of another length, a stray or unclosed quote
CsvTable parseCsv(std::string_view text, const std::string& name);
/// @throws CsvError as above, or std::runtime_error naming the file that cannot be read. [any]
CsvTable readCsv(const std::filesystem::path& path);

/// One line with its line end, fields quoted where they need it. [any]
std::string csvLine(const std::vector<std::string>& cells);

} // namespace winnow::separation
