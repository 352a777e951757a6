// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/value_check.h"

#include "tools/output_guard.h"

#include <fmt/format.h>

#include <cmath>

namespace winnow::tools {
namespace {

template <class T> bool isGood(T value, const AllowedValues& allowed) {
    if (std::isnan(value)) return allowed.missing;
    return std::isfinite(value) && (allowed.negative || value >= 0);
}

template <class T>
[[noreturn]] void refuse(const std::filesystem::path& file, T value, Index row, Index column) {
    const std::string where = fmt::format("the entry [{}, {}] (counted from 0) ", row, column);
    if (std::isnan(value))
        throw FileError(file, where +
                                  "is missing (NaN or empty); give --missing nan to leave such entries out "
                                  "of the fit");
    if (std::isinf(value)) throw FileError(file, where + "is infinite; every entry must be finite");
    throw FileError(file,
                    where + fmt::format("is negative ({:g}); entries must be zero or positive (--method "
                                        "semi and convex take any sign)",
                                        value));
}

} // namespace

template <class T>
void checkValues(const std::filesystem::path& file, const nmf::Matrix<T>& matrix,
                 const AllowedValues& allowed) {
    if (matrix.size() == 0) throw FileError(file, "has no elements");
    for (Index j = 0; j < matrix.cols(); ++j)
        for (Index i = 0; i < matrix.rows(); ++i)
            if (!isGood(matrix(i, j), allowed)) refuse(file, matrix(i, j), i, j);
    if (allowed.missing && matrix.array().isNaN().all())
        throw FileError(file, "has no entry that is not missing");
}

template <class T>
void checkValues(const std::filesystem::path& file, const MatrixData<T>& data, const AllowedValues& allowed) {
    if (!data.isSparse()) return checkValues<T>(file, data.dense, allowed);
    for (Index j = 0; j < data.sparse->outerSize(); ++j)
        for (typename nmf::SparseMatrix<T>::InnerIterator it(*data.sparse, j); it; ++it)
            if (!isGood(it.value(), allowed)) refuse(file, it.value(), it.row(), it.col());
}

template <class T> void refuseValue(const std::filesystem::path& file, T value, Index row, Index column) {
    refuse(file, value, row, column);
}

#define WINNOW_VALUE_CHECK(T)                                                                                \
    template void checkValues(const std::filesystem::path&, const MatrixData<T>&, const AllowedValues&);     \
    template void checkValues(const std::filesystem::path&, const nmf::Matrix<T>&, const AllowedValues&);    \
    template void refuseValue(const std::filesystem::path&, T, Index, Index);
WINNOW_VALUE_CHECK(float)
WINNOW_VALUE_CHECK(double)

} // namespace winnow::tools
