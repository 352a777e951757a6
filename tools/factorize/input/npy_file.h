// SPDX-License-Identifier: GPL-3.0-or-later
/// Arrays of numbers in numpy's .npy format.
#pragma once

#include "nmf/types.h"
#include "nmf/variants/tensor.h"
#include "tools/factorize/input/byte_source.h"
#include "tools/factorize/input/npy_header.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace winnow::tools {

/// A matrix of any integer, float or bool type, in C or Fortran order and either byte order.
/// @throws FileError for a damaged file, another number of dimensions than two, other types. [main]
template <class T> nmf::Matrix<T> readNpyMatrix(ByteSource& source);

/// An array of two or more dimensions. @throws FileError. [main]
nmf::Tensor readNpyTensor(ByteSource& source);

/// A 1-D array of integers, e.g. a shape. @throws FileError. [main]
std::vector<std::int64_t> readNpyIntegers(ByteSource& source);

/// A 1-D array, one number after another, of which a few are in memory at a time. [main]
class NpyVector {
public:
    /// @throws FileError, also for floats where `integers` are needed
    NpyVector(std::unique_ptr<ByteSource> source, bool integers);
    std::uint64_t size() const noexcept { return size_; }
    /// As often as size() says. @throws FileError for a source that ends too early
    double next();
    /// The same where it must be an index. @throws FileError
    std::int64_t nextIndex();

private:
    std::unique_ptr<ByteSource> source_;
    NpyHeader header_;
    std::uint64_t size_ = 0, left_ = 0;
    std::vector<unsigned char> bytes_;
    std::vector<double> values_;
    std::size_t at_ = 0;
};

/// A single string (bytes or text, ASCII only). @throws FileError. [main]
std::string readNpyText(ByteSource& source);

} // namespace winnow::tools
