// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that a training keeps while it works: replaced as a whole, checked when read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace winnow::separation {

/// Writes beside the target (`path`.part) and renames: the file is the old one or the whole new one at any
/// time. @param what  names it in messages, as in "the log". @throws std::runtime_error naming the file.
/// [main]
void replaceFile(const std::filesystem::path& path, std::string_view bytes, std::string_view what);

/// Replaces `path` by magic, content and the SHA-256 of both in hexadecimal.
/// @throws std::runtime_error naming the file. [main]
void writeCheckpointFile(const std::filesystem::path& path, std::string_view magic, std::string_view content);

/// The content of such a file. @param kind  what the magic stands for, as in "a training checkpoint"
/// @throws std::runtime_error naming the file: missing, not a file, of another kind or version, damaged.
/// [main]
std::string readCheckpointFile(const std::filesystem::path& path, std::string_view magic,
                               std::string_view kind);

} // namespace winnow::separation
