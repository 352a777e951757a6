// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/text_numbers.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace winnow::tools {
namespace {

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool equalsIgnoringCase(std::string_view a, std::string_view lower) {
    if (a.size() != lower.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] - 'A' + 'a') : a[i];
        if (c != lower[i]) return false;
    }
    return true;
}

} // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::optional<double> numberOf(std::string_view field) {
    field = trimmed(field);
    if (field.empty() || equalsIgnoringCase(field, "nan") || equalsIgnoringCase(field, "na"))
        return std::numeric_limits<double>::quiet_NaN();
    if (field.front() == '+' && field.size() > 1 && field[1] != '-') field.remove_prefix(1);
    double value = 0;
    const char* const end = field.data() + field.size();
    const auto [stop, error] = std::from_chars(field.data(), end, value);
    if (stop != end) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        // from_chars does not say on which side: a negative exponent of ten is too small, and near enough to
        // 0.
        const bool small =
            field.find("e-") != std::string_view::npos || field.find("E-") != std::string_view::npos;
        return small ? std::optional<double>(0.0) : std::nullopt;
    }
    if (error != std::errc()) return std::nullopt;
    return value;
}

std::optional<std::vector<std::string>> splitFields(std::string_view line, char delimiter) {
    std::vector<std::string> fields;
    const bool runs = delimiter == ' ';
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (runs) line = trimmed(line);
    const auto ends = [&](char c) { return runs ? isBlank(c) : c == delimiter; };
    std::size_t at = 0;
    while (true) {
        std::string field;
        if (at < line.size() && line[at] == '"') {
            ++at;
            while (true) {
                const std::size_t quote = line.find('"', at);
                if (quote == std::string_view::npos) return std::nullopt;
                field += line.substr(at, quote - at);
                at = quote + 1;
                if (at >= line.size() || line[at] != '"') break;
                field += '"';
                ++at;
            }
            if (at < line.size() && !ends(line[at])) return std::nullopt;
        } else {
            const std::size_t from = at;
            while (at < line.size() && !ends(line[at]))
                ++at;
            field = line.substr(from, at - from);
        }
        fields.push_back(std::move(field));
        if (at >= line.size()) return fields;
        ++at;
        while (runs && at < line.size() && isBlank(line[at]))
            ++at;
    }
}

} // namespace winnow::tools
