// SPDX-License-Identifier: GPL-3.0-or-later
/// The elements of .npy files, whatever their type.
#pragma once

#include "tools/factorize/input/npy_header.h"

#include <span>
#include <string>

namespace winnow::tools {

/// Elements as doubles: exact for all types but integers beyond 2^53. @param bytes  out.size() elements;
/// turned round where the file is big-endian. [any]
void decodeElements(const NpyHeader& header, std::span<unsigned char> bytes, std::span<double> out);

/// @throws FileError for text
void requireNumbers(const NpyHeader& header, const std::string& file);

/// @throws FileError for other than two dimensions, and for a matrix without elements
void requireMatrix(const NpyHeader& header, const std::string& file);

} // namespace winnow::tools
