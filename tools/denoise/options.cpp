// SPDX-License-Identifier: GPL-3.0-or-later
/// What `winnow denoise` was asked for.
#include "tools/denoise/options.h"

#include <charconv>

namespace winnow::tools {
namespace {

// The whole text as a plain decimal number, whatever the locale.
std::optional<double> parseSeconds(const char* begin, const char* end) {
    double value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value, std::chars_format::fixed);
    if (error != std::errc() || stop != end || !(value >= 0) || value > 1e9) return std::nullopt;
    return value;
}

} // namespace

std::optional<TimeRange> parseTimeRange(const std::string& text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos) return std::nullopt;
    const auto from = parseSeconds(text.data(), text.data() + dash);
    const auto to = parseSeconds(text.data() + dash + 1, text.data() + text.size());
    if (!from || !to || *from >= *to) return std::nullopt;
    return TimeRange{*from, *to};
}

} // namespace winnow::tools
