// SPDX-License-Identifier: GPL-3.0-or-later
/// Arrays of numbers in numpy's .npy format.
#pragma once

#include "nmf/types.h"
#include "nmf/variants/tensor.h"
#include "tools/factorize/input/byte_source.h"

#include <cstdint>
#include <string>
#include <vector>

namespace winnow::tools {

/// A matrix of any integer, float or bool type, in C or Fortran order and either byte order.
/// @throws FileError for a damaged file, another number of dimensions than two, other types. [main]
template <class T> nmf::Matrix<T> readNpyMatrix(ByteSource& source);

/// An array of two or more dimensions. @throws FileError. [main]
nmf::Tensor readNpyTensor(ByteSource& source);

/// A 1-D array of integers, e.g. the indices of a sparse matrix. @throws FileError. [main]
std::vector<std::int64_t> readNpyIntegers(ByteSource& source);

/// A 1-D array of numbers. @throws FileError. [main]
std::vector<double> readNpyNumbers(ByteSource& source);

/// A single string (bytes or text, ASCII only). @throws FileError. [main]
std::string readNpyText(ByteSource& source);

} // namespace winnow::tools
