// SPDX-License-Identifier: GPL-3.0-or-later
/// Matrices in text: CSV, TSV, and columns between spaces.
#pragma once

#include "tools/factorize/input/matrix_data.h"

#include <filesystem>

namespace winnow::tools {

/// Whether a table has a line of names above, or a column of names at the left.
enum class Names { Detect, Yes, No };

struct TextLayout {
    char delimiter = ',';           ///< ',' '\t' ';' or ' ' (any run of blanks)
    Names header = Names::Detect;   ///< first line
    Names rowNames = Names::Detect; ///< first column
};

/// One row a line. Names are detected where the first line, or the first field of the first line of data, is
/// no number. Lines that are empty or begin with # are skipped, and a byte-order mark. Empty fields, "NaN"
/// and "NA" become NaN. @throws FileError naming the line: rows of different lengths, fields that are no
/// numbers. [main]
template <class T>
MatrixData<T> readDelimitedText(const std::filesystem::path& path, const TextLayout& layout);

/// The delimiter a .csv file uses: ';' if its first line has one and no comma, else ','.
/// @throws FileError. [main]
char csvDelimiter(const std::filesystem::path& path);

} // namespace winnow::tools
