// SPDX-License-Identifier: GPL-3.0-or-later
/// How --help looks.
#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace winnow::tools {

/// Help in 80 columns: options left, sentences wrapped right. Call before subcommands are added: they inherit
/// it. [main]
void useHelpFormat(CLI::App& app);

/// The fixed choices of an option's value (CLI::IsMember), or none. [any]
std::vector<std::string> choicesOf(const CLI::Option& option);

/// What to show for an option's value: its choices, "16|24|32" (up to a width that fits a line), else its type
/// name, "FILE"; empty for a flag. [any]
std::string valueName(const CLI::Option& option);

/// Breaks text between words into lines of at most `width` characters. Line ends in the text stay, and so do
/// lines that begin with a space, such as examples. [any]
std::string wrapText(const std::string& text, std::size_t width);

} // namespace winnow::tools
