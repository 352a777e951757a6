// SPDX-License-Identifier: GPL-3.0-or-later
/// `.winnow` files on disk.
#include "separation/model_file.h"
#include "system/file_error.h"
#include "system/replaced_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>

namespace winnow::separation {

namespace fs = std::filesystem;

namespace {

std::string systemMessage() {
    return std::strerror(errno);
}

} // namespace

ModelFile readModelFile(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) throw ModelFileError(path.string() + ": there is no such file.");
    if (!fs::is_regular_file(status))
        throw ModelFileError(path.string() + ": is a folder or device, not a model file.");
    const std::uintmax_t size = fs::file_size(path, error);
    if (error) throw ModelFileError(path.string() + ": cannot be read: " + error.message() + ".");
    if (size > ModelFile::largestFile)
        throw ModelFileError(path.string() + ": cannot be loaded: it is larger than 64 MiB.");

    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) throw ModelFileError(path.string() + ": cannot be opened: " + systemMessage() + ".");
    std::vector<std::byte> bytes(size);
    in.read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
    if (in.gcount() != std::ssize(bytes))
        throw ModelFileError(path.string() + ": cannot be read to its end.");
    return parseModelFile(bytes, path.string());
}

void writeModelFile(const fs::path& path, const ModelFile& file, bool overwrite) {
    const std::vector<std::byte> bytes = serialiseModelFile(file);
    try {
        // Durable: what a model was made from may be removed after that.
        system::replaceFile(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                            {.overwrite = overwrite});
    } catch (const system::FileError& error) {
        throw ModelFileError(std::string(error.what()) + ".");
    }
}

} // namespace winnow::separation
