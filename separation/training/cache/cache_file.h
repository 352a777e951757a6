// SPDX-License-Identifier: GPL-3.0-or-later
/// A scratch file of numbered blocks, each with its checksum.
#pragma once

#include "system/scratch_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace winnow::separation {

/// The file has no name once it is open, so nothing is left of it however the program ends. Its form:
/// docs/TRAINING.md. Threads may read and write different blocks at once. [any]
class CacheFile {
public:
    /// @param blockBytes  of every block
    /// @throws std::runtime_error naming the folder: no such folder, not writable, no room
    CacheFile(const std::filesystem::path& folder, std::size_t blockBytes);

    /// @param block  blockBytes of them. @throws std::runtime_error naming the folder: the disk is full, ...
    void write(std::int64_t number, std::span<const std::byte> block);
    /// Part of a block that was written: from byte `first` on. The whole block is checked.
    /// @throws std::runtime_error naming the folder: what is there is not what was written
    void read(std::int64_t number, std::size_t first, std::span<std::byte> out) const;

    /// Of the file, for tests that damage it.
    int descriptor() const noexcept { return file_.descriptor(); }

private:
    std::uint64_t offsetOf(std::int64_t number) const noexcept;

    std::filesystem::path folder_;
    std::size_t blockBytes_;
    system::ScratchFile file_;
};

} // namespace winnow::separation
