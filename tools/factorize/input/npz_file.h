// SPDX-License-Identifier: GPL-3.0-or-later
/// numpy's .npz archives: sparse matrices of scipy.sparse.save_npz, or dense arrays.
#pragma once

#include "tools/factorize/input/entry_sink.h"
#include "tools/factorize/input/matrix_data.h"

#include <filesystem>
#include <string>

namespace winnow::tools {

/// CSR, CSC or COO as scipy.sparse.save_npz writes them, or a dense matrix.
/// @param array  which of several arrays; empty: the only one
/// @throws FileError: no archive, another sparse format, several arrays and none named, damaged indices.
/// [main]
template <class T> MatrixData<T> readNpz(const std::filesystem::path& path, const std::string& array);

/// The entries of a sparse matrix, a few of which are in memory at a time. False: it holds none.
/// @throws FileError. [main]
bool readNpzEntries(const std::filesystem::path& path, EntrySink& sink);

} // namespace winnow::tools
