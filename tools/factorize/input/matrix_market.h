// SPDX-License-Identifier: GPL-3.0-or-later
/// Matrices in the Matrix Market exchange format.
#pragma once

#include "tools/factorize/input/entry_sink.h"
#include "tools/factorize/input/matrix_data.h"

#include <filesystem>

namespace winnow::tools {

/// `array` files become dense, `coordinate` files sparse, with repeated entries added up. Fields real,
/// integer and pattern (each entry 1); symmetry general, symmetric and skew-symmetric (Boisvert, Pozo &
/// Remington 1996).
/// @throws FileError naming the line: complex and Hermitian matrices, fewer or more entries than the header
/// says, places outside. [main]
template <class T> MatrixData<T> readMatrixMarket(const std::filesystem::path& path);

/// The entries of a `coordinate` file, one after another. False: it is an `array`. @throws FileError. [main]
bool readMatrixMarketEntries(const std::filesystem::path& path, EntrySink& sink);

} // namespace winnow::tools
