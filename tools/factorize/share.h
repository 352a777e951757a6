// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow factorize` under mpirun: what of the matrix a process reads, and the whole of the result.
#pragma once

#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/method.h"

#include <filesystem>
#include <optional>
#include <string>

namespace winnow::tools {

/// @throws UsageError for methods and options that need the whole matrix in one process. [any]
void checkShared(const FactorizeLine& line, const Method& method);

/// The same for matrices that stay in their file.
void checkStreamed(const FactorizeLine& line, const Method& method);

/// Reads this rank's part of a .npy matrix, nothing else of its elements, and checks it. Fills in
/// problem.sharing and problem.part. @throws FileError. [main]
template <class T> MatrixData<T> readNpyPart(const std::filesystem::path& file, Problem& problem);

/// The same of the sparse matrix in a .npz or .mtx file, which is read to its end, and of which only the part
/// is kept. None where the file holds a dense one. [main]
template <class T>
std::optional<MatrixData<T>> readSparsePart(const std::filesystem::path& file, const std::string& format,
                                            Problem& problem);

/// Keeps this rank's part. Fills in problem.sharing and problem.part. [main]
template <class T> void cutToPart(MatrixData<T>& data, Problem& problem);

/// This rank's part of factors that were read as a whole.
template <class T> void cutToPart(KnownFactors<T>& known, const Problem& problem);

/// Rank 0 gets the whole factors, the others keep their parts. All ranks. [main]
template <class T> void gatherFactors(const Problem& problem, nmf::Factorization<T>& fit);

} // namespace winnow::tools
