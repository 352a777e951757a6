// SPDX-License-Identifier: GPL-3.0-or-later
/// Numbers and fields of text files, whatever the locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::tools {

/// Without spaces, tabs and carriage returns at both ends.
std::string_view trimmed(std::string_view text);

/// The whole field as a number: "3", "-1.5e3", "+2", "inf". Empty, "nan" and "NA" are NaN: missing. Nothing
/// for other text, numbers beyond double's range included. [any]
std::optional<double> numberOf(std::string_view field);

/// Fields between `delimiter`s; ' ' stands for any run of spaces and tabs. Fields may be quoted with ",
/// doubled within. Nothing where a quote is not closed or text follows it. [any]
std::optional<std::vector<std::string>> splitFields(std::string_view line, char delimiter);

} // namespace winnow::tools
