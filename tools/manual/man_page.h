// SPDX-License-Identifier: GPL-3.0-or-later
/// Man pages made from the command line's own definition, so that they cannot fall behind it.
#pragma once

#include <CLI/App.hpp>

#include <string>

namespace winnow::tools {

/// The page of the program, or of one of its subcommands, in man(7) macros. The footer of its help gives
/// examples (after a line "Examples:", up to an empty line) and further text. [main]
std::string manPage(const CLI::App& app, const std::string& version);

/// "winnow", "winnow-denoise". [any]
std::string manPageName(const CLI::App& app);

} // namespace winnow::tools
