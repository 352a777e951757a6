// SPDX-License-Identifier: GPL-3.0-or-later
/// A file that takes another's place as a whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace winnow::separation {

/// Written beside the target (`path`.part), brought to the disk and renamed: whatever happens, loss of power
/// included, the target is the old file or the whole new one. [main]
class ReplacedFile {
public:
    /// @param what  names it in messages, as in "the log"
    /// @throws std::runtime_error naming the file: not writable, or the target is something else than a file
    ReplacedFile(const std::filesystem::path& path, std::string_view what);
    /// Not committed: the target stays as it was.
    ~ReplacedFile();
    ReplacedFile(const ReplacedFile&) = delete;
    ReplacedFile& operator=(const ReplacedFile&) = delete;

    /// @throws std::runtime_error naming the file: no room left, ...
    void write(std::string_view bytes);
    /// Puts the file in its place. Once. @throws as write
    void commit();

private:
    [[noreturn]] void fail(int error) const;

    std::filesystem::path path_, part_;
    std::string what_;
    int descriptor_ = -1;
};

/// The whole file at once. @throws std::runtime_error naming the file. [main]
void replaceFile(const std::filesystem::path& path, std::string_view bytes, std::string_view what);

} // namespace winnow::separation
