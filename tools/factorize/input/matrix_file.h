// SPDX-License-Identifier: GPL-3.0-or-later
/// A matrix from a file of any format that can be read.
#pragma once

#include "nmf/variants/tensor.h"
#include "tools/factorize/input/delimited_text.h"
#include "tools/factorize/input/matrix_data.h"

#include <filesystem>
#include <string>

namespace winnow::tools {

/// How files are read.
struct ReadingOptions {
    std::string format = "auto"; ///< by the name's extension, or npy npz csv tsv text mtx image images sound
    std::string array;           ///< of a .npz file with several
    Names header = Names::Detect, rowNames = Names::Detect;
    double frameMs = 64; ///< of sounds
};

/// The format of a file as ReadingOptions has it. @throws FileError for an extension that says nothing.
/// [main]
std::string formatOf(const std::filesystem::path& path, const ReadingOptions& options);

/// @throws FileError that names the file and what is wrong. Does not look at the values. [main]
template <class T> MatrixData<T> readMatrix(const std::filesystem::path& path, const ReadingOptions& options);

/// A dense matrix, e.g. starting factors. @throws FileError for a sparse one too. [main]
template <class T> nmf::Matrix<T> readDense(const std::filesystem::path& path, const ReadingOptions& options);

/// A .npy file of two or more dimensions. @throws FileError. [main]
nmf::Tensor readTensor(const std::filesystem::path& path);

/// Makes a sparse matrix dense. @throws FileError if that takes more than 16 GiB
template <class T> void makeDense(const std::filesystem::path& path, MatrixData<T>& data);

} // namespace winnow::tools
