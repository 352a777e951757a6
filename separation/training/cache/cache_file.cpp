// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/cache_file.h"

#include <xxhash.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace winnow::separation {
namespace {

constexpr std::size_t headerBytes = 64;
constexpr const char* magic = "winnow cache 1\n";
using Checksum = std::uint64_t;

/// XXH3 with the block's number as its seed: a block in another's place is damage too.
Checksum checksumOf(std::span<const std::byte> block, std::int64_t number) {
    return XXH3_64bits_withSeed(block.data(), block.size(), static_cast<XXH64_hash_t>(number));
}

} // namespace

CacheFile::CacheFile(const std::filesystem::path& folder, std::size_t blockBytes)
    : folder_(folder), blockBytes_(blockBytes), file_(folder, "the cache of training data") {
    std::array<std::byte, headerBytes> header{};
    std::memcpy(header.data(), magic, std::strlen(magic));
    const std::uint64_t size = blockBytes;
    std::memcpy(header.data() + headerBytes / 2, &size, sizeof size);
    file_.write(0, header);
}

std::uint64_t CacheFile::offsetOf(std::int64_t number) const noexcept {
    return headerBytes + static_cast<std::uint64_t>(number) * (blockBytes_ + sizeof(Checksum));
}

void CacheFile::write(std::int64_t number, std::span<const std::byte> block) {
    const Checksum checksum = checksumOf(block, number);
    const std::uint64_t offset = offsetOf(number);
    file_.write(offset, block);
    file_.write(offset + blockBytes_, std::as_bytes(std::span(&checksum, 1)));
}

void CacheFile::read(std::int64_t number, std::size_t first, std::span<std::byte> out) const {
    thread_local std::vector<std::byte> stored;
    stored.resize(blockBytes_ + sizeof(Checksum));
    file_.read(offsetOf(number), stored);
    const std::span<const std::byte> block = std::span(stored).first(blockBytes_);
    Checksum checksum = 0;
    std::memcpy(&checksum, stored.data() + blockBytes_, sizeof checksum);
    if (checksum != checksumOf(block, number))
        throw std::runtime_error(folder_.string() +
                                 ": the cache of training data is damaged: what was read is not what was "
                                 "written; check the disk and start again");
    std::memcpy(out.data(), block.data() + first, out.size());
}

} // namespace winnow::separation
