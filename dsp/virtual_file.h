// SPDX-License-Identifier: GPL-3.0-or-later
/// A file descriptor as libsndfile's virtual file. For dsp/ only.
#pragma once

#include <sndfile.h>

#include <cstdint>

namespace winnow::dsp {

/// Unlike libsndfile's own file access it keeps the first error, also of what is written on closing, and can
/// show some bytes of the file as others. libsndfile is told that every write succeeded, as some of its
/// encoders leak when one does not: ask error(). Does not own the descriptor. Must stay in place while
/// libsndfile uses it. [main]
class VirtualFile {
public:
    explicit VirtualFile(int fileDescriptor) : fileDescriptor_(fileDescriptor) {}
    VirtualFile(const VirtualFile&) = delete;
    VirtualFile& operator=(const VirtualFile&) = delete;

    /// The four bytes at this offset read as 0xFF.
    void showAllBitsSetAt(std::uint64_t offset) { patch_ = static_cast<sf_count_t>(offset); }

    static SF_VIRTUAL_IO* callbacks();   ///< to be given this object as user data
    int error() const { return error_; } ///< errno of the first failure, 0 before

private:
    sf_count_t size() noexcept;
    sf_count_t seek(sf_count_t offset, int whence) noexcept;
    sf_count_t read(void* bytes, sf_count_t count) noexcept;
    sf_count_t write(const void* bytes, sf_count_t count) noexcept;
    sf_count_t tell() const noexcept { return position_; }

    int fileDescriptor_;
    sf_count_t position_ = 0;
    sf_count_t patch_ = -1;
    int error_ = 0;
};

} // namespace winnow::dsp
