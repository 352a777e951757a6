// SPDX-License-Identifier: GPL-3.0-or-later
/// A sparse matrix from the entries of a file.
#pragma once

#include "nmf/sparse.h"
#include "tools/factorize/input/entry_sink.h"
#include "tools/factorize/input/precision.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
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

/// A part of a matrix.
struct EntryBox {
    std::int64_t firstRow = 0, rows = 0, firstColumn = 0, columns = 0;

    bool has(std::int64_t row, std::int64_t column) const noexcept {
        return row >= firstRow && row < firstRow + rows && column >= firstColumn &&
               column < firstColumn + columns;
    }
};

/// Keeps the entries in memory, or those of a part. [main]
template <class T> class SparseBuilder final : public EntrySink {
public:
    /// The part of a matrix of so many rows and columns.
    using Choose = std::function<EntryBox(std::int64_t rows, std::int64_t columns)>;

    /// @param choose  none: all of it. Of a part the values are checked, too, as finite and not negative
    explicit SparseBuilder(std::string file, Choose choose = {})
        : file_(file), choose_(std::move(choose)), precision_(std::move(file)) {}
    void begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t entries) override;
    void add(std::int64_t row, std::int64_t column, double value) override;
    nmf::SparseMatrix<T> finish();
    /// Of all of the matrix, after the last.
    std::int64_t entries() const noexcept { return count_; }

private:
    std::string file_;
    Choose choose_;
    SparseShape shape_;
    EntryBox part_;
    std::int64_t count_ = 0;
    Precision<T> precision_;
    std::vector<Eigen::Triplet<T, int>> entries_;
};

} // namespace winnow::tools
