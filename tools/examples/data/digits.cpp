// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/data/digits.h"

#include <array>
#include <stdexcept>
#include <string_view>

namespace winnow::examples {
namespace {

constexpr std::string_view text =
#include "tools/examples/data/digits_text.inc"
    ;
constexpr std::size_t recordLength = 65;

} // namespace

Digits handwrittenDigits(Index count) {
    static_assert(text.size() % recordLength == 0);
    if (count < 1 || static_cast<std::size_t>(count) > text.size() / recordLength)
        throw std::invalid_argument("there are 500 handwritten digits");
    Digits digits;
    digits.images.resize(64, count);
    for (Index j = 0; j < count; ++j) {
        const std::string_view record = text.substr(static_cast<std::size_t>(j) * recordLength, recordLength);
        digits.classes.push_back(record[0] - '0');
        for (Index y = 0; y < 8; ++y)
            for (Index x = 0; x < 8; ++x)
                digits.images(8 * x + y, j) = (record[static_cast<std::size_t>(1 + 8 * y + x)] - 'a') / 16.0;
    }
    return digits;
}

} // namespace winnow::examples
