// SPDX-License-Identifier: GPL-3.0-or-later
/// The program's command line as a whole.
#include "tools/commands.h"
#include "tools/help.h"

#include <CLI/CLI.hpp>

namespace winnow::tools {

Program makeProgram() {
    Program program;
    program.app = std::make_unique<CLI::App>(
        "Takes noise out of recorded speech, and learns how speech and noises sound.", "winnow");
    CLI::App& app = *program.app;
    useHelpFormat(app);
    app.set_version_flag("--version", "winnow " WINNOW_VERSION, "Print the version and leave.");
    app.require_subcommand(1);
    app.footer("Examples:\n"
               "  winnow denoise talk.wav -o clean.wav\n"
               "  winnow denoise --help\n"
               "\n"
               "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some files of a batch failed,\n"
               "130 or 143 interrupted.");
    program.commands = {addDenoise(app), addTrain(app), addEvaluate(app), addInspect(app),
                        addFactorize(app)};
    return program;
}

} // namespace winnow::tools
