// SPDX-License-Identifier: GPL-3.0-or-later
/// `.winnow` files on disk.
#include "separation/model_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <system_error>

namespace winnow::separation {

namespace fs = std::filesystem;

namespace {

std::string systemMessage() {
    return std::strerror(errno);
}

/// A name beside the target that nobody else uses. Randomness only keeps two writers apart; nothing depends
/// on it.
fs::path temporaryBeside(const fs::path& target) {
    std::random_device device;
    fs::path path = target;
    path += ".part-" + std::to_string(device());
    return path;
}

void write(const fs::path& temporary, const fs::path& path, const std::vector<std::byte>& bytes) {
    errno = 0;
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
    out.close();
    if (!out) throw ModelFileError(path.string() + ": cannot be written: " + systemMessage() + ".");
    // On the disk before it takes its name: what a model was made from may be removed after that.
    const int descriptor = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const std::string reason = systemMessage();
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) throw ModelFileError(path.string() + ": cannot be written: " + reason + ".");
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
    std::error_code error;
    const auto refuseExisting = [&] {
        if (!overwrite && fs::exists(path, error))
            throw ModelFileError(path.string() +
                                 ": exists already; choose another name or allow overwriting.");
    };
    refuseExisting();
    if (fs::is_directory(path, error)) throw ModelFileError(path.string() + ": is a folder; name a file.");

    const std::vector<std::byte> bytes = serialiseModelFile(file);
    const fs::path temporary = temporaryBeside(path);
    try {
        write(temporary, path, bytes);
        refuseExisting(); // somebody may have been quicker
        fs::rename(temporary, path, error);
        if (error) throw ModelFileError(path.string() + ": cannot be written: " + error.message() + ".");
    } catch (...) {
        fs::remove(temporary, error);
        throw;
    }
}

} // namespace winnow::separation
