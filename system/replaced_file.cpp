// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/replaced_file.h"

#include "system/file_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace winnow::system {

namespace fs = std::filesystem;

namespace {

constexpr const char* existsAlready = "exists already and is not overwritten";

fs::path folderOf(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// Unlike any other name of this process; not made from the target's name, which may be as long as a name can
/// be.
fs::path ownName(const fs::path& folder) {
    static std::atomic<unsigned> counter{0};
    return folder / (".winnow-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".part");
}

/// Brings the names in a folder to the disk; where that cannot be, they get there a little later.
void syncFolder(const fs::path& folder) {
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    ::fsync(directory);
    ::close(directory);
}

} // namespace

ReplacedFile::ReplacedFile(const fs::path& target, const Replacement& how)
    : given_(target), target_(target), how_(how) {
    checkTarget();
    open();
}

ReplacedFile::~ReplacedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void ReplacedFile::refuse(const std::string& reason) const {
    throw FileError(given_, how_.what.empty() ? reason : how_.what + " cannot be written: " + reason);
}

void ReplacedFile::refuseItself(const std::string& whatItIs) const {
    refuse(how_.what.empty() ? whatItIs : "it " + whatItIs);
}

void ReplacedFile::fail(int error) const {
    const std::string subject = how_.what.empty() ? "" : how_.what + " ";
    throw FileError(given_, subject + "cannot be written: " + std::generic_category().message(error));
}

void ReplacedFile::checkTarget() {
    std::error_code ignored;
    const fs::file_status status = fs::status(target_, ignored);
    if (!target_.has_filename() || fs::is_directory(status))
        refuseItself("is a folder; give the name of a file");
    if (fs::exists(status)) {
        if (!how_.overwrite) refuseItself(existsAlready);
        // Renaming onto a device would replace the device.
        if (!fs::is_regular_file(status)) refuseItself("exists and is not a plain file");
        target_ = fs::canonical(target_, ignored);
    }
    const fs::path folder = folderOf(target_);
    const fs::file_status folderStatus = fs::status(folder, ignored);
    if (!fs::exists(folderStatus)) refuse("the folder " + folder.string() + " does not exist");
    if (!fs::is_directory(folderStatus)) refuse(folder.string() + " is not a folder");
}

void ReplacedFile::open() {
    constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC;
    constexpr mode_t mode = 0666;
    if (how_.asPart) {
        const fs::path part = target_.string() + ".part";
        descriptor_ = ::open(part.c_str(), flags | O_TRUNC, mode);
        if (descriptor_ >= 0) temporary_ = part;
    } else {
        do {
            const fs::path own = ownName(folderOf(target_));
            descriptor_ = ::open(own.c_str(), flags | O_EXCL, mode);
            if (descriptor_ >= 0) temporary_ = own;
        } while (descriptor_ < 0 && errno == EEXIST); // left by a process of the same number that was killed
    }
    if (descriptor_ < 0) fail(errno);
    struct stat old {};
    if (::stat(target_.c_str(), &old) == 0) {
        // The old file's permissions, where the system lets us.
        [[maybe_unused]] const int result = ::fchmod(descriptor_, old.st_mode & 07777U);
    }
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
    // Before it gets its name: after that, a crash could leave a file of the right name and length without
    // content.
    if (how_.durable && ::fsync(descriptor_) != 0) fail(errno);
    const int closed = ::close(descriptor_); // network file systems report late errors here
    descriptor_ = -1;
    if (closed != 0) fail(errno);
    takeName();
    temporary_.clear();
    if (how_.durable) syncFolder(folderOf(target_));
}

void ReplacedFile::takeName() {
    if (!how_.overwrite) {
        // Unlike rename, link never replaces a file.
        if (::link(temporary_.c_str(), target_.c_str()) == 0) {
            ::unlink(temporary_.c_str());
            return;
        }
        std::error_code ignored;
        // Some file systems have no links; there remains looking before renaming.
        if (errno == EEXIST || fs::exists(target_, ignored)) refuseItself(existsAlready);
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
}

void replaceFile(const fs::path& target, std::string_view bytes, const Replacement& how) {
    ReplacedFile file(target, how);
    file.write(bytes);
    file.commit();
}

} // namespace winnow::system
