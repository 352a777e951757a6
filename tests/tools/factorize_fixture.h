// SPDX-License-Identifier: GPL-3.0-or-later
/// Files for the tests of `winnow factorize`, made without the code under test.
#pragma once

#include "nmf/types.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/run_winnow.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace winnow::test {

using nmf::Index;
using Matrix = nmf::Matrix<double>;

/// A .npy file of version 1 with this header dictionary and these bytes.
std::string npyBytes(const std::string& descr, bool fortran, const std::string& shape,
                     const std::string& data);

/// The bytes of values of one type.
template <class S> std::string bytesOf(const std::vector<S>& values) {
    std::string bytes(values.size() * sizeof(S), '\0');
    if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

/// A matrix as doubles in C order.
std::string npyOf(const Matrix& matrix);
std::filesystem::path writeNpyFile(const std::filesystem::path& path, const Matrix& matrix);

/// A zip archive with stored (not compressed) files.
std::string zipOf(const std::vector<std::pair<std::string, std::string>>& files);

/// scipy.sparse.save_npz of a matrix. @param format  csr, csc or coo
std::string sparseNpz(const Matrix& matrix, const std::string& format);

/// rows x columns, non-negative, of a rank, from a seed; entries about 1.
Matrix lowRank(Index rows, Index columns, Index rank, std::uint64_t seed, double noise = 0);

/// What the command wrote: a float64 or float32 matrix in Fortran order. @throws std::runtime_error
Matrix readWritten(const std::filesystem::path& path);
/// A list of int64.
std::vector<std::int64_t> readWrittenList(const std::filesystem::path& path);

/// `winnow factorize` with -q; the report is in DIR.
ProgramResult factorize(std::vector<std::string> arguments);
nlohmann::json reportIn(const std::filesystem::path& folder);

/// Mebibytes that `winnow factorize` says it needs at least for these arguments: the program itself takes
/// more on one machine than on another.
int leastMemory(std::vector<std::string> arguments);

double relativeError(const Matrix& V, const Matrix& model);

/// Changes bytes of `good` here and there, cuts it, or doubles parts: `runs` times, from a seed. `read` must
/// return or throw std::runtime_error; returns how often it returned.
int fuzz(const std::string& good, const std::filesystem::path& file, int runs, std::uint64_t seed,
         const std::function<void(const std::filesystem::path&)>& read);

} // namespace winnow::test
