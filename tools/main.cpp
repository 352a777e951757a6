// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow`: parses the command line, runs the subcommand, turns what went wrong into a message and an exit
/// code.
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/exit_code.h"
#include "tools/interrupt.h"
#include "tools/ranks.h"

#include <exception>
#include <iostream>

namespace {

using namespace winnow::tools;

int wrongUsage(const CLI::App& app, const std::string& what) {
    const auto named = app.get_subcommands();
    printError("", what);
    std::cerr << "Try 'winnow " << (named.empty() ? "" : named.front()->get_name() + " ") << "--help'.\n";
    return exitCode::wrongUsage;
}

int runNamedCommand(const Program& program) {
    for (const Command& command : program.commands) {
        if (command.app->parsed()) return command.run();
    }
    return exitCode::wrongUsage; // not reached: the parser requires a subcommand
}

/// Of what all ranks know, the first one speaks; of what only one knows, that one.
bool speaksOfFailure() {
    return !failureIsAgreed() || startedRanks() == nullptr || startedRanks()->rank() == 0;
}

} // namespace

int main(int argc, char** argv) {
    const Program program = makeProgram();
    try {
        program.app->parse(argc, argv);
    } catch (const CLI::Success& success) { // --help, --version
        return program.app->exit(success);
    } catch (const CLI::Error& error) {
        return wrongUsage(*program.app, error.what());
    }
    int code = exitCode::failed;
    try {
        catchInterrupts();
        code = runNamedCommand(program);
    } catch (const UsageError& error) {
        code = exitCode::wrongUsage;
        if (speaksOfFailure()) wrongUsage(*program.app, error.what());
        if (!failureIsAgreed()) abortRanks(code);
    } catch (const std::exception& error) {
        if (speaksOfFailure()) printError("", error.what());
        if (!failureIsAgreed()) abortRanks(code);
    }
    endRanks();
    return code;
}
