// SPDX-License-Identifier: GPL-3.0-or-later
/// The subcommands of `winnow`: each is one file that adds its options to the program and gives back what
/// runs it.
#pragma once

#include <CLI/App.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace winnow::tools {

/// A subcommand.
struct Command {
    CLI::App* app = nullptr; ///< owned by the program
    /// Called after the command line was parsed, if this subcommand was named. Returns an exit code
    /// (exit_code.h); may throw UsageError, or any std::exception, whose message is printed as `winnow:
    /// message` (exit code 1).
    std::function<int()> run;
};

// Each adds its options to `program`. Options live as long as the returned `run`. [main]
Command addDenoise(CLI::App& program);
Command addTrain(CLI::App& program);
Command addEvaluate(CLI::App& program);
Command addInspect(CLI::App& program);
Command addFactorize(CLI::App& program);

/// The whole command line: what main runs, and what the man pages and the shell completion are made from.
struct Program {
    std::unique_ptr<CLI::App> app;
    std::vector<Command> commands; ///< in the order of the help
};
Program makeProgram(); ///< [main]

} // namespace winnow::tools
