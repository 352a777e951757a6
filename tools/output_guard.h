// SPDX-License-Identifier: GPL-3.0-or-later
/// No file is lost: what may be written where.
#pragma once

#include "system/file_error.h"

#include <filesystem>
#include <set>
#include <vector>

namespace winnow::tools {

using system::FileError;

/// One name for one file, also where the last parts do not exist yet. [main]
std::filesystem::path canonicalName(const std::filesystem::path& path);

/// Asked before every output file of a command is written. [main]
class OutputGuard {
public:
    /// @param inputs  files the command reads: never written, whatever --force says
    /// @param force   existing files may be replaced
    OutputGuard(const std::vector<std::filesystem::path>& inputs, bool force);

    /// Takes a name for one output.
    /// @throws FileError: it is one of the inputs (by any name or link), is a folder, was claimed before, or
    /// exists and may not be replaced
    void claim(const std::filesystem::path& output);

    bool force() const noexcept { return force_; }

private:
    std::set<std::filesystem::path> inputs_, claimed_; // canonical
    bool force_ = false;
};

/// Makes the folder and those above it. @throws FileError. [main]
void makeFolder(const std::filesystem::path& folder);

} // namespace winnow::tools
