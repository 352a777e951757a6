// SPDX-License-Identifier: GPL-3.0-or-later
/// Are the values of a matrix such that the method can use them?
#pragma once

#include "tools/factorize/input/matrix_data.h"

#include <filesystem>
#include <limits>

namespace winnow::tools {

struct AllowedValues {
    bool negative = false; ///< any sign
    bool missing = false;  ///< NaN marks a missing entry
};

/// @throws FileError naming the first entry that is wrong (rows and columns counted from 0) and what to do.
/// [main]
template <class T>
void checkValues(const std::filesystem::path& file, const MatrixData<T>& data, const AllowedValues& allowed);

/// The same for a dense matrix such as a factor or weights.
template <class T>
void checkValues(const std::filesystem::path& file, const nmf::Matrix<T>& matrix,
                 const AllowedValues& allowed);

/// Whether an element is finite and not negative. [any]
template <class T> bool isGoodValue(T value) noexcept {
    return value >= 0 && value <= std::numeric_limits<T>::max(); // neither holds for NaN
}

/// For one that is not. @throws FileError, always
template <class T>
[[noreturn]] void refuseValue(const std::filesystem::path& file, T value, Index row, Index column);

} // namespace winnow::tools
