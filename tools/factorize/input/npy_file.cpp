// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npy_file.h"

#include "tools/factorize/input/npy_elements.h"
#include "tools/factorize/input/precision.h"
#include "tools/output_guard.h"

#include <algorithm>
#include <span>

namespace winnow::tools {
namespace {

using nmf::Index;

constexpr std::size_t blockElements = 1 << 16;

/// All elements in the file's order, block by block. @param take  called with the values of each block
template <class Take> void readBlocks(ByteSource& source, const NpyHeader& header, const Take& take) {
    std::vector<unsigned char> bytes;
    std::vector<double> values;
    for (std::uint64_t left = header.elements(); left > 0;) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, blockElements));
        bytes.resize(count * static_cast<std::size_t>(header.itemSize));
        values.resize(count);
        source.read(bytes.data(), bytes.size());
        decodeElements(header, bytes, values);
        take(std::span<const double>(values));
        left -= count;
    }
}

NpyHeader readVectorHeader(ByteSource& source) {
    NpyHeader header = readNpyHeader(source);
    requireNumbers(header, source.name());
    if (header.shape.size() != 1)
        throw FileError(source.name(), "is " + header.describe() + "; it must be a list (1-D)");
    return header;
}

} // namespace

template <class T> nmf::Matrix<T> readNpyMatrix(ByteSource& source) {
    const NpyHeader header = readNpyHeader(source);
    requireNumbers(header, source.name());
    requireMatrix(header, source.name());
    const auto rows = static_cast<Index>(header.shape[0]), columns = static_cast<Index>(header.shape[1]);
    nmf::Matrix<T> matrix(rows, columns);
    Precision<T> precision(source.name());
    Index i = 0, j = 0;
    readBlocks(source, header, [&](std::span<const double> values) {
        for (const double value : values) {
            matrix(i, j) = precision(value);
            if (header.fortranOrder) {
                if (++i == rows) i = 0, ++j;
            } else if (++j == columns) {
                j = 0, ++i;
            }
        }
    });
    precision.finish();
    return matrix;
}

nmf::Tensor readNpyTensor(ByteSource& source) {
    const NpyHeader header = readNpyHeader(source);
    requireNumbers(header, source.name());
    if (header.shape.size() < 2)
        throw FileError(source.name(), "is " + std::to_string(header.shape.size()) +
                                           "-D; a tensor needs at least two dimensions");
    if (header.elements() == 0)
        throw FileError(source.name(), "is " + header.describe() + ": it has no elements");
    nmf::Tensor tensor;
    tensor.dimensions.assign(header.shape.begin(), header.shape.end());
    tensor.values.resize(static_cast<std::size_t>(header.elements()));
    // Place of an element with the first index fastest, counted up in the file's order.
    const std::size_t order = tensor.dimensions.size();
    std::vector<Index> at(order, 0), stride(order, 1);
    for (std::size_t d = 1; d < order; ++d)
        stride[d] = stride[d - 1] * tensor.dimensions[d - 1];
    Index place = 0;
    readBlocks(source, header, [&](std::span<const double> values) {
        for (const double value : values) {
            tensor.values[static_cast<std::size_t>(place)] = value;
            for (std::size_t step = 0; step < order; ++step) {
                const std::size_t d = header.fortranOrder ? step : order - 1 - step;
                place += stride[d];
                if (++at[d] < tensor.dimensions[d]) break;
                place -= stride[d] * tensor.dimensions[d];
                at[d] = 0;
            }
        }
    });
    return tensor;
}

std::vector<std::int64_t> readNpyIntegers(ByteSource& source) {
    const NpyHeader header = readVectorHeader(source);
    if (header.kind == 'f') throw FileError(source.name(), "holds floats where integers are needed");
    std::vector<std::int64_t> integers;
    integers.reserve(static_cast<std::size_t>(header.elements()));
    readBlocks(source, header, [&](std::span<const double> values) {
        for (const double value : values) {
            if (!(value >= 0 && value <= 0x1p53)) throw FileError(source.name(), "holds an impossible index");
            integers.push_back(static_cast<std::int64_t>(value));
        }
    });
    return integers;
}

NpyVector::NpyVector(std::unique_ptr<ByteSource> source, bool integers)
    : source_(std::move(source)), header_(readVectorHeader(*source_)), size_(header_.elements()),
      left_(size_) {
    if (integers && header_.kind == 'f')
        throw FileError(source_->name(), "holds floats where integers are needed");
}

double NpyVector::next() {
    if (at_ == values_.size()) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, blockElements));
        bytes_.resize(count * static_cast<std::size_t>(header_.itemSize));
        values_.resize(count);
        source_->read(bytes_.data(), bytes_.size());
        decodeElements(header_, bytes_, values_);
        left_ -= count;
        at_ = 0;
    }
    return values_[at_++];
}

std::int64_t NpyVector::nextIndex() {
    const double value = next();
    if (!(value >= 0 && value <= 0x1p53)) throw FileError(source_->name(), "holds an impossible index");
    return static_cast<std::int64_t>(value);
}

std::string readNpyText(ByteSource& source) {
    const NpyHeader header = readNpyHeader(source);
    if ((header.kind != 'S' && header.kind != 'U') || header.elements() != 1)
        throw FileError(source.name(), "is not a single word");
    std::string bytes(static_cast<std::size_t>(header.itemSize), '\0');
    source.read(bytes.data(), bytes.size());
    bytes.erase(std::remove(bytes.begin(), bytes.end(), '\0'), bytes.end()); // padding, and UCS-4's zeros
    return bytes;
}

template nmf::Matrix<float> readNpyMatrix(ByteSource&);
template nmf::Matrix<double> readNpyMatrix(ByteSource&);

} // namespace winnow::tools
