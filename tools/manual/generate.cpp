// SPDX-License-Identifier: GPL-3.0-or-later
/// Run by the build: writes the man pages and the bash completion into a folder.
#include "tools/commands.h"
#include "tools/manual/bash_completion.h"
#include "tools/manual/man_page.h"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

void writeText(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw std::runtime_error(path.string() + ": cannot write");
}

} // namespace

int main(int argc, char** argv) {
    using namespace winnow::tools;
    if (argc != 2) {
        std::cerr << "usage: winnow-manual FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[1];
        const Program program = makeProgram();
        writeText(folder / (manPageName(*program.app) + ".1"), manPage(*program.app, WINNOW_VERSION));
        for (const Command& command : program.commands)
            writeText(folder / (manPageName(*command.app) + ".1"), manPage(*command.app, WINNOW_VERSION));
        writeText(folder / "winnow.bash", bashCompletion(*program.app));
    } catch (const std::exception& error) {
        std::cerr << "winnow-manual: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
