// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse matrix from the entries of a file.
#pragma once

#include "nmf/sparse.h"
#include "tools/factorize/input/entry_sink.h"
#include "tools/factorize/input/precision.h"

#include <cstdint>
#include <string>
#include <vector>

namespace winnow::tools {

/// Sizes of a sparse matrix and the place of an entry, as a file has them.
class SparseShape {
public:
    SparseShape() = default;
    /// @param entries  how many the file says it stores
    /// @throws FileError for an empty matrix, more rows or columns than 2^31 - 1, and sizes far beyond what
    /// so few entries can be about, which are the mark of a damaged file
    SparseShape(const std::string& file, std::uint64_t rows, std::uint64_t columns, std::uint64_t entries);
    /// @throws FileError for a place outside
    void check(const std::string& file, std::int64_t row, std::int64_t column) const;

    std::int64_t rows = 0, columns = 0;
};

/// Keeps the entries in memory. [main]
template <class T> class SparseBuilder final : public EntrySink {
public:
    explicit SparseBuilder(std::string file) : file_(file), precision_(std::move(file)) {}
    void begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t entries) override;
    void add(std::int64_t row, std::int64_t column, double value) override;
    nmf::SparseMatrix<T> finish();

private:
    std::string file_;
    SparseShape shape_;
    Precision<T> precision_;
    std::vector<Eigen::Triplet<T, int>> entries_;
};

} // namespace winnow::tools
