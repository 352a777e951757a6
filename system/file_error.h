// SPDX-License-Identifier: GPL-3.0-or-later
/// The error of a file or folder that cannot be used.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace winnow::system {

/// Message: `FILE: what is wrong`.
class FileError : public std::runtime_error {
public:
    FileError(const std::filesystem::path& file, const std::string& reason)
        : std::runtime_error(file.string() + ": " + reason) {}
};

} // namespace winnow::system
