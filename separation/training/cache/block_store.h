// SPDX-License-Identifier: GPL-3.0-or-later
/// Blocks of data, in memory while there is room, the others in a file.
#pragma once

#include "separation/training/cache/cache_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <vector>

namespace winnow::separation {

/// Where a training's data may be.
struct MemoryLimit {
    std::uint64_t bytes = 0;           ///< the program's resident size; 0: no limit
    std::filesystem::path cacheFolder; ///< for what does not fit; empty: the system's for temporary files

    /// The folder, which is there. @throws std::runtime_error naming it
    std::filesystem::path folder() const;
};

/// The limit on memory is too small. Message: a sentence that says how much is needed.
class MemoryTooSmall : public std::runtime_error {
public:
    MemoryTooSmall(std::uint64_t limit, std::uint64_t needed);
};

/// Blocks are numbered in the order they are added. Any thread may add blocks; reading comes after the last
/// was added, by any threads. [any]
class BlockStore {
public:
    static constexpr std::uint64_t unlimited = ~std::uint64_t{0};

    /// @param memory  bytes of blocks to hold in memory  @param folder  for the file, if one is needed
    BlockStore(std::size_t blockBytes, std::uint64_t memory, std::filesystem::path folder);

    std::size_t blockBytes() const noexcept { return blockBytes_; }
    /// @param block  blockBytes at most; what is missing is not read. @returns its number
    /// @throws std::runtime_error naming the folder: no room for the file
    std::int64_t add(std::span<const std::byte> block);
    /// Makes blocks 0 .. count-1 of an empty store, of full size, to be written in any order before they are
    /// read; then none is added. @throws std::runtime_error naming the folder
    void reserve(std::int64_t count);
    /// Bytes of a block from `first` on. @throws std::runtime_error: see CacheFile::read
    void read(std::int64_t number, std::size_t first, std::span<std::byte> out) const;
    /// The whole block anew. By one thread a block.
    void write(std::int64_t number, std::span<const std::byte> block);

    std::uint64_t bytesInMemory() const noexcept { return inMemory_; }
    bool usesFile() const noexcept { return file_ != nullptr; }
    const CacheFile* file() const noexcept { return file_.get(); }

private:
    bool inMemory(std::int64_t number) const noexcept { return number < std::ssize(blocks_); }
    std::int64_t inFile(std::int64_t number) const noexcept { return number - std::ssize(blocks_); }
    void openFile();
    std::vector<std::byte> padded(std::span<const std::byte> block) const;

    std::size_t blockBytes_;
    std::uint64_t memory_, inMemory_ = 0;
    std::filesystem::path folder_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<std::byte[]>> blocks_; ///< those in memory: the first
    std::unique_ptr<CacheFile> file_;
    std::int64_t fileBlocks_ = 0;
};

} // namespace winnow::separation
