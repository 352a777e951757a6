// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/block_store.h"

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

BlockStore::BlockStore(std::size_t blockBytes, std::uint64_t memory, std::filesystem::path folder)
    : blockBytes_(blockBytes), memory_(memory), folder_(std::move(folder)) {}

std::vector<std::byte> BlockStore::padded(std::span<const std::byte> block) const {
    std::vector<std::byte> whole(block.begin(), block.end());
    whole.resize(blockBytes_);
    return whole;
}

std::int64_t BlockStore::add(std::span<const std::byte> block) {
    std::unique_lock lock(mutex_);
    const std::int64_t number = std::ssize(blocks_);
    if (block.size() <= memory_ - inMemory_) {
        Block kept{std::make_unique_for_overwrite<std::byte[]>(block.size()), -1, block.size()};
        std::copy(block.begin(), block.end(), kept.bytes.get());
        blocks_.push_back(std::move(kept));
        inMemory_ += block.size();
        return number;
    }
    if (!file_) file_ = std::make_unique<CacheFile>(folder_, blockBytes_);
    const std::int64_t inFile = fileBlocks_++;
    blocks_.push_back({nullptr, inFile, block.size()});
    lock.unlock(); // the disk may take its time
    file_->write(inFile, block.size() < blockBytes_ ? padded(block) : block);
    return number;
}

void BlockStore::read(std::int64_t number, std::size_t first, std::span<std::byte> out) const {
    const Block& block = blocks_[static_cast<std::size_t>(number)];
    if (block.bytes)
        std::memcpy(out.data(), block.bytes.get() + first, out.size());
    else
        file_->read(block.inFile, first, out);
}

void BlockStore::write(std::int64_t number, std::span<const std::byte> block) {
    const Block& known = blocks_[static_cast<std::size_t>(number)];
    if (known.bytes)
        std::copy(block.begin(), block.end(), known.bytes.get());
    else
        file_->write(known.inFile, block.size() < blockBytes_ ? padded(block) : block);
}

} // namespace winnow::separation
