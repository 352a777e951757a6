// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/sparse_builder.h"

#include "tools/output_guard.h"

#include <algorithm>
#include <limits>

namespace winnow::tools {
namespace {

// Fewer entries than one in so many rows or columns is no matrix anybody would factorize.
constexpr std::uint64_t emptyLinesPerEntry = 1000;

} // namespace

template <class T>
SparseBuilder<T>::SparseBuilder(const std::string& file, std::uint64_t rows, std::uint64_t columns,
                                std::uint64_t entries)
    : file_(file), precision_(file) {
    const std::string shape = std::to_string(rows) + " x " + std::to_string(columns);
    if (rows == 0 || columns == 0) throw FileError(file, "is " + shape + ": it has no elements");
    const std::uint64_t longer = std::max(rows, columns);
    if (longer > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
        throw FileError(file, "is " + shape + "; sparse matrices can have up to 2147483647 rows and columns");
    if (longer / emptyLinesPerEntry > entries + emptyLinesPerEntry)
        throw FileError(file, "says it is " + shape + " and stores only " + std::to_string(entries) +
                                  " entries; it is damaged");
    rows_ = static_cast<std::int64_t>(rows);
    columns_ = static_cast<std::int64_t>(columns);
    entries_.reserve(static_cast<std::size_t>(entries));
}

template <class T> void SparseBuilder<T>::add(std::int64_t row, std::int64_t column, double value) {
    if (row < 0 || column < 0 || row >= rows_ || column >= columns_)
        throw FileError(file_, "has an entry at [" + std::to_string(row) + ", " + std::to_string(column) +
                                   "], outside of its " + std::to_string(rows_) + " x " +
                                   std::to_string(columns_) + "; it is damaged");
    entries_.emplace_back(static_cast<int>(row), static_cast<int>(column), precision_(value));
}

template <class T> nmf::SparseMatrix<T> SparseBuilder<T>::finish() {
    precision_.finish();
    nmf::SparseMatrix<T> matrix(rows_, columns_);
    matrix.setFromTriplets(entries_.begin(), entries_.end());
    matrix.makeCompressed();
    entries_ = {};
    return matrix;
}

template class SparseBuilder<float>;
template class SparseBuilder<double>;

} // namespace winnow::tools
