// SPDX-License-Identifier: GPL-3.0-or-later
/// A matrix as it comes out of a file.
#pragma once

#include "nmf/sparse.h"
#include "nmf/types.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace winnow::tools {

using nmf::Index;

/// Variables in rows, samples in columns. NaN where an entry is missing.
template <class T> struct MatrixData {
    nmf::Matrix<T> dense; ///< column-major; empty where `sparse` has a value
    std::optional<nmf::SparseMatrix<T>> sparse;
    std::vector<std::string> rowNames, columnNames; ///< one each, or none
    Index imageHeight = 0;                          ///< where columns are images, column by column; else 0
    std::string kind; ///< what was read, for the report: "npy", "csv", "images" ...

    Index rows() const noexcept { return sparse ? sparse->rows() : dense.rows(); }
    Index columns() const noexcept { return sparse ? sparse->cols() : dense.cols(); }
    bool isSparse() const noexcept { return sparse.has_value(); }
};

/// In the precision the method computes in.
using AnyMatrix = std::variant<MatrixData<float>, MatrixData<double>>;

} // namespace winnow::tools
