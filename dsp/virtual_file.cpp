// SPDX-License-Identifier: GPL-3.0-or-later
/// A file descriptor as libsndfile's virtual file.
#include "dsp/virtual_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace winnow::dsp {

SF_VIRTUAL_IO* VirtualFile::callbacks() {
    static SF_VIRTUAL_IO io{
        [](void* user) { return static_cast<VirtualFile*>(user)->size(); },
        [](sf_count_t offset, int whence, void* user) {
            return static_cast<VirtualFile*>(user)->seek(offset, whence);
        },
        [](void* bytes, sf_count_t count, void* user) {
            return static_cast<VirtualFile*>(user)->read(bytes, count);
        },
        [](const void* bytes, sf_count_t count, void* user) {
            return static_cast<VirtualFile*>(user)->write(bytes, count);
        },
        [](void* user) { return static_cast<VirtualFile*>(user)->tell(); },
    };
    return &io;
}

sf_count_t VirtualFile::size() noexcept {
    struct stat status {};
    if (::fstat(fileDescriptor_, &status) == 0) return status.st_size;
    if (error_ == 0) error_ = errno;
    return 0;
}

sf_count_t VirtualFile::seek(sf_count_t offset, int whence) noexcept {
    const sf_count_t origin = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : size();
    if (origin + offset >= 0) position_ = origin + offset;
    return position_;
}

sf_count_t VirtualFile::read(void* bytes, sf_count_t count) noexcept {
    auto* const out = static_cast<unsigned char*>(bytes);
    sf_count_t done = 0;
    while (done < count) {
        const ssize_t n =
            ::pread(fileDescriptor_, out + done, static_cast<std::size_t>(count - done), position_ + done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && error_ == 0) error_ = errno;
        if (n <= 0) break;
        done += n;
    }
    if (patch_ >= 0) {
        const sf_count_t first = std::max(patch_, position_);
        const sf_count_t last = std::min(patch_ + 4, position_ + done);
        for (sf_count_t i = first; i < last; ++i)
            out[i - position_] = 0xFF;
    }
    position_ += done;
    return done;
}

sf_count_t VirtualFile::write(const void* bytes, sf_count_t count) noexcept {
    const auto* const in = static_cast<const unsigned char*>(bytes);
    sf_count_t done = 0;
    while (done < count && error_ == 0) {
        const ssize_t n =
            ::pwrite(fileDescriptor_, in + done, static_cast<std::size_t>(count - done), position_ + done);
        if (n > 0) {
            done += n;
        } else if (n == 0) {
            error_ = EIO;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    position_ += count;
    return count;
}

} // namespace winnow::dsp
