// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/replaced_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

namespace winnow::separation {

namespace fs = std::filesystem;

ReplacedFile::ReplacedFile(const fs::path& path, std::string_view what)
    : path_(path), part_(path.string() + ".part"), what_(what) {
    std::error_code error;
    // A rename would put a file in the place of a device.
    if (fs::exists(path_, error) && !fs::is_regular_file(path_, error))
        throw std::runtime_error(path_.string() + ": " + what_ + " cannot be written: it is not a file");
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(errno);
}

ReplacedFile::~ReplacedFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_.c_str());
}

void ReplacedFile::fail(int error) const {
    throw std::runtime_error(path_.string() + ": " + what_ +
                             " cannot be written: " + std::generic_category().message(error));
}

void ReplacedFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void ReplacedFile::commit() {
    // Before the rename: after it, a crash could leave a file of the right name and length without content.
    if (::fsync(descriptor_) != 0) fail(errno);
    if (::rename(part_.c_str(), path_.c_str()) != 0) fail(errno);
    ::close(descriptor_);
    descriptor_ = -1;
    const fs::path folder = fs::absolute(path_).parent_path();
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return; // the new name reaches the disk a little later
    ::fsync(directory);
    ::close(directory);
}

void replaceFile(const fs::path& path, std::string_view bytes, std::string_view what) {
    ReplacedFile file(path, what);
    file.write(bytes);
    file.commit();
}

} // namespace winnow::separation
