// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/byte_source.h"

#include "tools/output_guard.h"

#include <system_error>

namespace winnow::tools {

std::uint64_t sizeOfInput(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) throw FileError(path, "does not exist");
    if (std::filesystem::is_directory(status)) throw FileError(path, "is a folder; give a file");
    if (!std::filesystem::is_regular_file(status)) throw FileError(path, "is no plain file");
    const std::uint64_t size = std::filesystem::file_size(path, error);
    if (error) throw FileError(path, "cannot be read: " + error.message());
    if (size == 0) throw FileError(path, "is empty");
    return size;
}

FileSource::FileSource(const std::filesystem::path& path) : name_(path.string()), size_(sizeOfInput(path)) {
    file_.open(path, std::ios::binary);
    if (!file_) throw FileError(path, "cannot be opened for reading");
}

void FileSource::read(void* out, std::size_t count) {
    file_.read(static_cast<char*>(out), static_cast<std::streamsize>(count));
    if (file_.gcount() != static_cast<std::streamsize>(count))
        throw FileError(name_, "ends too early; it is damaged or was not written to its end");
}

} // namespace winnow::tools
