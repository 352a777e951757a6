// SPDX-License-Identifier: GPL-3.0-or-later
/// Factors as .npy and CSV files.
#pragma once

#include "tools/factorize/methods/method.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace winnow::tools {

/// numpy's format, version 1, little-endian: a matrix in Fortran order (as it lies in memory), a list of
/// int64, or matrices of one size as (count, rows, columns) in C order. [any]
void writeNpy(std::ostream& out, const FactorValues& values);

/// One row a line, all digits that tell the numbers apart. Matrices of a list stand one below the other with
/// an empty line between. @param rowNames, columnNames  written where there is one for each row or column.
/// [any]
void writeCsv(std::ostream& out, const FactorValues& values, const std::vector<std::string>& rowNames,
              const std::vector<std::string>& columnNames);

/// Rows x columns, with the number of matrices in front of a list of them.
std::vector<Index> shapeOf(const FactorValues& values);

} // namespace winnow::tools
