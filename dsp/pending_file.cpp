// SPDX-License-Identifier: GPL-3.0-or-later
/// A file that appears under its name only when it is complete.
#include "dsp/pending_file.h"

#include "dsp/audio_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

namespace winnow::dsp {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& target, const std::string& reason) {
    throw AudioFileError(target.string() + ": " + reason);
}

std::string words(int errorNumber) {
    return std::generic_category().message(errorNumber);
}

/// Unlike any other name of this process; not made from the target's name, which may be as long as a name can
/// be.
fs::path temporaryName(const fs::path& folder) {
    static std::atomic<unsigned> counter{0};
    return folder / (".winnow-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".part");
}

} // namespace

PendingFile::PendingFile(const fs::path& target, bool overwrite) : target_(target), overwrite_(overwrite) {
    std::error_code ignored;
    const fs::file_status status = fs::status(target, ignored);
    if (!target.has_filename() || fs::is_directory(status))
        fail(target, "is a folder; give the name of a file");
    if (fs::exists(status)) {
        if (!overwrite) fail(target, "exists already and is not overwritten");
        // Renaming onto a device would replace the device.
        if (!fs::is_regular_file(status)) fail(target, "exists and is not a plain file");
        target_ = fs::canonical(target, ignored);
    }
    const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
    const fs::file_status folderStatus = fs::status(folder, ignored);
    if (!fs::exists(folderStatus)) fail(target, "the folder " + folder.string() + " does not exist");
    if (!fs::is_directory(folderStatus)) fail(target, folder.string() + " is not a folder");

    do {
        temporary_ = temporaryName(folder);
        fileDescriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (fileDescriptor_ < 0 && errno == EEXIST); // left by a process of the same number that was killed
    if (fileDescriptor_ < 0) fail(target, "cannot be written: " + words(errno));

    struct stat old {};
    if (fs::exists(status) && ::stat(target_.c_str(), &old) == 0) {
        // The old file's permissions, where the system lets us.
        [[maybe_unused]] const int result = ::fchmod(fileDescriptor_, old.st_mode & 07777U);
    }
}

PendingFile::~PendingFile() {
    if (fileDescriptor_ >= 0) ::close(fileDescriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void PendingFile::commit() {
    const int closed = ::close(fileDescriptor_); // network file systems report late errors here
    fileDescriptor_ = -1;
    if (closed != 0) fail(target_, "cannot be written: " + words(errno));

    if (!overwrite_) {
        // Unlike rename, link never replaces a file.
        if (::link(temporary_.c_str(), target_.c_str()) == 0) {
            ::unlink(temporary_.c_str());
            temporary_.clear();
            return;
        }
        std::error_code ignored;
        // Some file systems have no links; there remains looking before renaming.
        if (errno == EEXIST || fs::exists(target_, ignored))
            fail(target_, "exists already and is not overwritten");
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
        fail(target_, "cannot be written: " + words(errno));
    temporary_.clear();
}

} // namespace winnow::dsp
