// SPDX-License-Identifier: GPL-3.0-or-later
/// The files a command line names: files, folders with all below them, and `-` for standard input.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::tools {

/// One input.
struct InputFile {
    std::filesystem::path path; ///< as given, or below the given folder; "-" for standard input
    std::filesystem::path
        relative;      ///< name below an output folder: the file's name, or its path within the folder
    std::string error; ///< not empty: cannot be used, and why (a folder without audio files)

    bool isStandardInput() const { return path == "-"; }
};

/// Every name in order; a folder gives its audio files in any depth, sorted, so that the order is the same
/// everywhere. Files and folders whose name begins with a dot are skipped there.
/// @param without  a folder (and all in it) that is no input: where this command's own output goes; empty:
/// none Missing files are not looked for here: opening them says what is wrong. [main]
std::vector<InputFile> expandInputs(const std::vector<std::string>& names,
                                    const std::filesystem::path& without = {});

} // namespace winnow::tools
