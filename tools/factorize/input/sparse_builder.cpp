// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/sparse_builder.h"

#include "tools/factorize/input/value_check.h"
#include "tools/output_guard.h"

#include <algorithm>
#include <limits>

namespace winnow::tools {
namespace {

// Fewer entries than one in so many rows or columns is no matrix anybody would factorize.
constexpr std::uint64_t emptyLinesPerEntry = 1000;

} // namespace

SparseShape::SparseShape(const std::string& file, std::uint64_t rowCount, std::uint64_t columnCount,
                         std::uint64_t entries)
    : rows(static_cast<std::int64_t>(rowCount)), columns(static_cast<std::int64_t>(columnCount)) {
    const std::string shape = std::to_string(rowCount) + " x " + std::to_string(columnCount);
    if (rowCount == 0 || columnCount == 0) throw FileError(file, "is " + shape + ": it has no elements");
    const std::uint64_t longer = std::max(rowCount, columnCount);
    if (longer > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
        throw FileError(file, "is " + shape + "; sparse matrices can have up to 2147483647 rows and columns");
    if (longer / emptyLinesPerEntry > entries + emptyLinesPerEntry)
        throw FileError(file, "says it is " + shape + " and stores only " + std::to_string(entries) +
                                  " entries; it is damaged");
}

void SparseShape::check(const std::string& file, std::int64_t row, std::int64_t column) const {
    if (row < 0 || column < 0 || row >= rows || column >= columns)
        throw FileError(file, "has an entry at [" + std::to_string(row) + ", " + std::to_string(column) +
                                  "], outside of its " + std::to_string(rows) + " x " +
                                  std::to_string(columns) + "; it is damaged");
}

template <class T>
void SparseBuilder<T>::begin(std::uint64_t rows, std::uint64_t columns, std::uint64_t entries) {
    shape_ = SparseShape(file_, rows, columns, entries);
    part_ = {0, shape_.rows, 0, shape_.columns};
    if (choose_)
        part_ = choose_(shape_.rows, shape_.columns);
    else
        entries_.reserve(static_cast<std::size_t>(entries));
}

template <class T> void SparseBuilder<T>::add(std::int64_t row, std::int64_t column, double value) {
    shape_.check(file_, row, column);
    ++count_;
    if (!part_.has(row, column)) return;
    const T kept = precision_(value);
    if (choose_ && !isGoodValue(kept)) refuseValue(file_, kept, row, column);
    entries_.emplace_back(static_cast<int>(row - part_.firstRow),
                          static_cast<int>(column - part_.firstColumn), kept);
}

template <class T> nmf::SparseMatrix<T> SparseBuilder<T>::finish() {
    precision_.finish();
    nmf::SparseMatrix<T> matrix(part_.rows, part_.columns);
    matrix.setFromTriplets(entries_.begin(), entries_.end());
    matrix.makeCompressed();
    entries_ = {};
    return matrix;
}

template class SparseBuilder<float>;
template class SparseBuilder<double>;

} // namespace winnow::tools
