// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/scratch_file.h"

#include "system/file_error.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace winnow::system {
namespace {

/// Calls transfer(done, left, offset) until all is done; else false, with errno set.
template <class Transfer> bool inFull(std::uint64_t at, std::size_t bytes, const Transfer& transfer) {
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t moved = transfer(done, bytes - done, static_cast<off_t>(at + done));
        if (moved < 0 && errno == EINTR) continue;
        if (moved == 0) errno = EIO;
        if (moved <= 0) return false;
        done += static_cast<std::size_t>(moved);
    }
    return true;
}

} // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder, std::string what)
    : folder_(folder), what_(std::move(what)) {
    std::string name = (folder / "winnow-XXXXXX").string();
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail("made", errno);
    ::unlink(name.c_str());
}

ScratchFile::~ScratchFile() {
    ::close(descriptor_);
}

void ScratchFile::fail(const char* done, int error) const {
    throw FileError(folder_,
                    what_ + " cannot be " + done + " here: " + std::generic_category().message(error));
}

void ScratchFile::write(std::uint64_t at, std::span<const std::byte> bytes) {
    const bool whole = inFull(at, bytes.size(), [&](std::size_t done, std::size_t left, off_t offset) {
        return ::pwrite(descriptor_, bytes.data() + done, left, offset);
    });
    if (!whole) fail("written", errno);
}

void ScratchFile::read(std::uint64_t at, std::span<std::byte> bytes) const {
    const bool whole = inFull(at, bytes.size(), [&](std::size_t done, std::size_t left, off_t offset) {
        return ::pread(descriptor_, bytes.data() + done, left, offset);
    });
    if (!whole) fail("read", errno);
}

} // namespace winnow::system
