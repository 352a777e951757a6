// SPDX-License-Identifier: GPL-3.0-or-later
/// Files within a zip archive (libzip), read one after another. zip_archive.cpp is the only file that
/// includes libzip.
#pragma once

#include "tools/factorize/input/byte_source.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace winnow::tools {

/// [main]
class ZipArchive {
public:
    /// @throws FileError for a file that is no zip archive
    explicit ZipArchive(const std::filesystem::path& path);
    ~ZipArchive();
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    /// Names in the order of the archive.
    const std::vector<std::string>& names() const noexcept { return names_; }
    bool has(const std::string& name) const;
    /// @throws FileError: not there, encrypted, or of a size that its compressed bytes cannot have
    std::unique_ptr<ByteSource> open(const std::string& name) const;

private:
    struct State;
    std::unique_ptr<State> state_;
    std::string file_;
    std::vector<std::string> names_;
};

} // namespace winnow::tools
