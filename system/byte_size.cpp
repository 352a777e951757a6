// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/byte_size.h"

#include <charconv>

namespace winnow::system {

std::optional<std::uint64_t> parseByteSize(std::string_view text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    std::string unit(stop, end);
    if (!unit.empty() && (unit.back() == 'B' || unit.back() == 'b')) unit.pop_back();
    if (!unit.empty() && unit.back() == 'i') unit.pop_back();
    double scale = unit.empty() ? 1 : 0;
    if (unit == "K" || unit == "k") scale = 0x1p10;
    if (unit == "M" || unit == "m") scale = 0x1p20;
    if (unit == "G" || unit == "g") scale = 0x1p30;
    if (unit == "T" || unit == "t") scale = 0x1p40;
    if (error != std::errc() || !(number * scale >= 1 && number * scale < 0x1p60)) return std::nullopt;
    return static_cast<std::uint64_t>(number * scale);
}

std::string byteSizeText(std::uint64_t bytes) {
    constexpr std::uint64_t mebi = 1024 * 1024;
    return std::to_string(bytes / mebi + (bytes % mebi != 0 ? 1 : 0)) + "M";
}

} // namespace winnow::system
