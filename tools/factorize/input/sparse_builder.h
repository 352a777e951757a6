// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse matrix from the entries of a file.
#pragma once

#include "nmf/sparse.h"
#include "tools/factorize/input/precision.h"

#include <cstdint>
#include <string>
#include <vector>

namespace winnow::tools {

/// Takes entries in any order; those at the same place are added up. [main]
template <class T> class SparseBuilder {
public:
    /// @param entries  how many the file says it stores
    /// @throws FileError for an empty matrix, more rows or columns than 2^31 - 1, and sizes far beyond what
    /// so few entries can be about, which are the mark of a damaged file
    SparseBuilder(const std::string& file, std::uint64_t rows, std::uint64_t columns, std::uint64_t entries);
    /// @throws FileError for a place outside
    void add(std::int64_t row, std::int64_t column, double value);
    nmf::SparseMatrix<T> finish();

private:
    std::string file_;
    std::int64_t rows_, columns_;
    Precision<T> precision_;
    std::vector<Eigen::Triplet<T, int>> entries_;
};

} // namespace winnow::tools
