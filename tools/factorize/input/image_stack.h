// SPDX-License-Identifier: GPL-3.0-or-later
/// A folder of pictures as a matrix.
#pragma once

#include "tools/factorize/input/matrix_data.h"

#include <filesystem>

namespace winnow::tools {

/// Every picture of the folder (not of folders within) in the order of the names, one a column, pixels column
/// by column of the picture; columnNames are the files' names, imageHeight their height.
/// @throws FileError: no pictures, or of different sizes. [main]
template <class T> MatrixData<T> readImageStack(const std::filesystem::path& folder);

/// One picture as it is: V(row, column) is a pixel. @throws FileError. [main]
template <class T> MatrixData<T> readImageMatrix(const std::filesystem::path& path);

} // namespace winnow::tools
