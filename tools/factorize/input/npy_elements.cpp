// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npy_elements.h"

#include "tools/output_guard.h"

#include <Eigen/Core>

#include <algorithm>
#include <cstring>

namespace winnow::tools {
namespace {

template <class S> double load(const unsigned char* bytes) {
    S value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

} // namespace

void decodeElements(const NpyHeader& header, std::span<unsigned char> bytes, std::span<double> out) {
    const auto size = static_cast<std::size_t>(header.itemSize);
    if (header.bigEndian && size > 1)
        for (std::size_t i = 0; i < out.size(); ++i)
            std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i * size),
                         bytes.begin() + static_cast<std::ptrdiff_t>((i + 1) * size));
    const auto each = [&](double (*convert)(const unsigned char*)) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = convert(bytes.data() + i * size);
    };
    switch (header.kind) {
    case 'f':
        return each(size == 2 ? load<Eigen::half> : size == 4 ? load<float> : load<double>);
    case 'i':
        return each(size == 1   ? load<std::int8_t>
                    : size == 2 ? load<std::int16_t>
                    : size == 4 ? load<std::int32_t>
                                : load<std::int64_t>);
    case 'u':
        return each(size == 1   ? load<std::uint8_t>
                    : size == 2 ? load<std::uint16_t>
                    : size == 4 ? load<std::uint32_t>
                                : load<std::uint64_t>);
    default: // bool: any byte but 0 is true
        return each([](const unsigned char* byte) { return *byte != 0 ? 1.0 : 0.0; });
    }
}

void requireNumbers(const NpyHeader& header, const std::string& file) {
    if (header.kind == 'S' || header.kind == 'U') throw FileError(file, "holds text, not numbers");
}

void requireMatrix(const NpyHeader& header, const std::string& file) {
    const std::size_t dimensions = header.shape.size();
    if (dimensions < 2)
        throw FileError(file, "is " + std::to_string(dimensions) + "-D (" + header.describe() +
                                  "); a matrix (2-D) is needed");
    if (dimensions > 2)
        throw FileError(file, "is " + std::to_string(dimensions) + "-D (" + header.describe() +
                                  "); a matrix (2-D) is needed, or --method tensor");
    if (header.elements() == 0) throw FileError(file, "is " + header.describe() + ": it has no elements");
}

} // namespace winnow::tools
