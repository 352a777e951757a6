// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/block_store.h"

#include "system/byte_size.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace winnow::separation {

std::filesystem::path MemoryLimit::folder() const {
    const std::filesystem::path folder =
        cacheFolder.empty() ? std::filesystem::temp_directory_path() : cacheFolder;
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        throw std::runtime_error(folder.string() +
                                 ": there is no such folder for the cache of training data");
    return folder;
}

MemoryTooSmall::MemoryTooSmall(std::uint64_t limit, std::uint64_t needed)
    : std::runtime_error("a memory of " + system::byteSizeText(limit) +
                         " is too small: this training needs " + system::byteSizeText(needed) +
                         " beside the recordings; allow more, or take fewer threads") {}

BlockStore::BlockStore(std::size_t blockBytes, std::uint64_t memory, std::filesystem::path folder)
    : blockBytes_(blockBytes), memory_(memory), folder_(std::move(folder)) {}

std::vector<std::byte> BlockStore::padded(std::span<const std::byte> block) const {
    std::vector<std::byte> whole(block.begin(), block.end());
    whole.resize(blockBytes_);
    return whole;
}

void BlockStore::openFile() {
    if (!file_) file_ = std::make_unique<CacheFile>(folder_, blockBytes_);
}

std::int64_t BlockStore::add(std::span<const std::byte> block) {
    std::unique_lock lock(mutex_);
    if (!file_ && block.size() <= memory_ - inMemory_) {
        blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block.size()));
        std::copy(block.begin(), block.end(), blocks_.back().get());
        inMemory_ += block.size();
        return std::ssize(blocks_) - 1;
    }
    openFile(); // from now on for all
    const std::int64_t number = fileBlocks_++;
    lock.unlock(); // the disk may take its time
    file_->write(number, block.size() < blockBytes_ ? padded(block) : block);
    return std::ssize(blocks_) + number;
}

void BlockStore::reserve(std::int64_t count) {
    const auto fitting = static_cast<std::uint64_t>(memory_ / blockBytes_);
    const auto kept = static_cast<std::size_t>(std::min(static_cast<std::uint64_t>(count), fitting));
    for (std::size_t i = 0; i < kept; ++i)
        blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(blockBytes_));
    inMemory_ = kept * blockBytes_;
    if (kept < static_cast<std::size_t>(count)) openFile();
}

void BlockStore::read(std::int64_t number, std::size_t first, std::span<std::byte> out) const {
    if (inMemory(number))
        std::memcpy(out.data(), blocks_[static_cast<std::size_t>(number)].get() + first, out.size());
    else
        file_->read(inFile(number), first, out);
}

void BlockStore::write(std::int64_t number, std::span<const std::byte> block) {
    if (inMemory(number))
        std::copy(block.begin(), block.end(), blocks_[static_cast<std::size_t>(number)].get());
    else
        file_->write(inFile(number), block.size() < blockBytes_ ? padded(block) : block);
}

} // namespace winnow::separation
