// SPDX-License-Identifier: GPL-3.0-or-later
/// The header of numpy's .npy format.
#pragma once

#include "tools/factorize/input/byte_source.h"

#include <cstdint>
#include <string>
#include <vector>

namespace winnow::tools {

struct NpyHeader {
    char kind = 'f';  ///< f float, i signed, u unsigned, b bool, S bytes, U text (UCS-4)
    int itemSize = 8; ///< bytes an element
    bool bigEndian = false;
    bool fortranOrder = false; ///< first index fastest
    std::vector<std::int64_t> shape;

    std::uint64_t elements() const noexcept; ///< product of the shape, 2^64 - 1 where it is larger
    std::string describe() const;            ///< "3 x 4", "a single number"
};

/// The header's text: a Python dictionary with descr, fortran_order and shape (numpy.lib.format, versions 1
/// to 3). @param file  for messages. @throws FileError for another text, and types that hold no real numbers
NpyHeader parseNpyHeader(const std::string& text, const std::string& file);

/// From the magic bytes to the first element; checks that the source holds what the header promises, no
/// more and no less. @throws FileError. [main]
NpyHeader readNpyHeader(ByteSource& source);

} // namespace winnow::tools
