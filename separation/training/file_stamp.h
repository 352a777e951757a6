// SPDX-License-Identifier: GPL-3.0-or-later
/// Tells whether a file is still the one that was read before.
#pragma once

#include <cstdint>
#include <filesystem>

namespace winnow::separation {

/// A file's size, number and time of its last change, as the file system has them: the same on all machines
/// that share it. Plain bytes, which processes may send each other.
class FileStamp {
public:
    FileStamp() = default;
    /// @throws std::runtime_error naming the file, which is gone. [any]
    explicit FileStamp(const std::filesystem::path& path);

    /// @throws std::runtime_error naming the file, which is gone, another one, or changed. [any]
    void check(const std::filesystem::path& path) const;

private:
    std::uint64_t inode_ = 0;
    std::int64_t size_ = 0, seconds_ = 0, nanoseconds_ = 0;

    bool operator==(const FileStamp&) const = default;
};

} // namespace winnow::separation
