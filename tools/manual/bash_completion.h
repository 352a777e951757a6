// SPDX-License-Identifier: GPL-3.0-or-later
/// Completion for bash, made from the command line's own definition.
#pragma once

#include <CLI/App.hpp>

#include <string>

namespace winnow::tools {

/// A script that completes subcommands, their options, and the values of options that have a fixed choice;
/// everything else is completed as a file name. Needs bash 4 and no helper functions. [main]
std::string bashCompletion(const CLI::App& program);

} // namespace winnow::tools
