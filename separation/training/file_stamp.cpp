// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/file_stamp.h"

#include <sys/stat.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace winnow::separation {

FileStamp::FileStamp(const std::filesystem::path& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        throw std::runtime_error(path.string() +
                                 ": cannot be read: " + std::generic_category().message(errno));
    inode_ = status.st_ino;
    size_ = status.st_size;
    seconds_ = status.st_mtim.tv_sec;
    nanoseconds_ = status.st_mtim.tv_nsec;
}

void FileStamp::check(const std::filesystem::path& path) const {
    if (FileStamp(path) != *this)
        throw std::runtime_error(
            path.string() + ": changed while the training read it; start again with recordings that stay");
}

} // namespace winnow::separation
