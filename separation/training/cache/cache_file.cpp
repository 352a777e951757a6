// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/cache/cache_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace winnow::separation {
namespace {

constexpr std::int64_t headerBytes = 64;
constexpr const char* magic = "winnow cache 1\n";
using Checksum = std::uint64_t;

/// XXH3 with the block's number as its seed: a block in another's place is damage too.
Checksum checksumOf(std::span<const std::byte> block, std::int64_t number) {
    return XXH3_64bits_withSeed(block.data(), block.size(), static_cast<XXH64_hash_t>(number));
}

/// All bytes, or false with errno set.
template <class Transfer> bool whole(std::size_t bytes, std::int64_t offset, const Transfer& transfer) {
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t moved = transfer(done, bytes - done, offset + static_cast<std::int64_t>(done));
        if (moved < 0 && errno == EINTR) continue;
        if (moved == 0) errno = EIO;
        if (moved <= 0) return false;
        done += static_cast<std::size_t>(moved);
    }
    return true;
}

bool writeAll(int descriptor, std::span<const std::byte> bytes, std::int64_t offset) {
    return whole(bytes.size(), offset, [&](std::size_t done, std::size_t left, std::int64_t at) {
        return ::pwrite(descriptor, bytes.data() + done, left, at);
    });
}

bool readAll(int descriptor, std::span<std::byte> bytes, std::int64_t offset) {
    return whole(bytes.size(), offset, [&](std::size_t done, std::size_t left, std::int64_t at) {
        return ::pread(descriptor, bytes.data() + done, left, at);
    });
}

} // namespace

CacheFile::CacheFile(const std::filesystem::path& folder, std::size_t blockBytes)
    : folder_(folder), blockBytes_(blockBytes) {
    std::string name = (folder / "winnow-cache-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail("made", errno);
    ::unlink(name.c_str());
    std::array<std::byte, headerBytes> header{};
    std::memcpy(header.data(), magic, std::strlen(magic));
    const std::uint64_t size = blockBytes;
    std::memcpy(header.data() + headerBytes / 2, &size, sizeof size);
    if (writeAll(descriptor_, header, 0)) return;
    const int error = errno;
    ::close(descriptor_);
    fail("written", error);
}

CacheFile::~CacheFile() {
    ::close(descriptor_);
}

void CacheFile::fail(const char* what, int error) const {
    throw std::runtime_error(folder_.string() + ": the cache of training data cannot be " + what +
                             " here: " + std::generic_category().message(error));
}

std::int64_t CacheFile::offsetOf(std::int64_t number) const noexcept {
    return headerBytes + number * static_cast<std::int64_t>(blockBytes_ + sizeof(Checksum));
}

void CacheFile::write(std::int64_t number, std::span<const std::byte> block) {
    const Checksum checksum = checksumOf(block, number);
    const std::int64_t offset = offsetOf(number);
    if (!writeAll(descriptor_, block, offset) ||
        !writeAll(descriptor_, std::as_bytes(std::span(&checksum, 1)),
                  offset + static_cast<std::int64_t>(blockBytes_)))
        fail("written", errno);
}

void CacheFile::read(std::int64_t number, std::size_t first, std::span<std::byte> out) const {
    thread_local std::vector<std::byte> stored;
    stored.resize(blockBytes_ + sizeof(Checksum));
    if (!readAll(descriptor_, stored, offsetOf(number))) fail("read", errno);
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
