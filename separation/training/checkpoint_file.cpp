// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/checkpoint_file.h"

#include "separation/sha256.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <system_error>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hashLength = 64; // hexadecimal digits

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + ": " + what);
}

std::string hashOf(std::string_view bytes) {
    return sha256(std::as_bytes(std::span(bytes)));
}

} // namespace

void replaceFile(const fs::path& path, std::string_view bytes, std::string_view what) {
    const fs::path temporary = path.string() + ".part";
    errno = 0;
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    const std::string reason = std::strerror(errno);
    std::error_code error;
    if (!file) {
        fs::remove(temporary, error);
        fail(path, std::string(what) + " cannot be written: " + reason);
    }
    fs::rename(temporary, path, error);
    if (error) fail(path, std::string(what) + " cannot be written: " + error.message());
}

void writeCheckpointFile(const fs::path& path, std::string_view magic, std::string_view content) {
    std::string bytes;
    bytes.reserve(magic.size() + content.size() + hashLength);
    bytes.append(magic).append(content);
    bytes += hashOf(bytes);
    replaceFile(path, bytes, "the checkpoint");
}

std::string readCheckpointFile(const fs::path& path, std::string_view magic, std::string_view kind) {
    std::error_code error;
    if (!fs::exists(path, error))
        fail(path, "there is no such checkpoint to resume from; start without resuming");
    if (!fs::is_regular_file(path, error)) fail(path, "is not a file");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) fail(path, std::string("cannot be opened: ") + std::strerror(errno));
    std::string bytes(magic.size(), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file || bytes != magic) fail(path, "is not " + std::string(kind) + " of this version");
    bytes.append(std::istreambuf_iterator<char>(file), {});
    if (bytes.size() < magic.size() + hashLength) fail(path, "is damaged: it ends too early");
    const std::size_t end = bytes.size() - hashLength;
    if (hashOf(std::string_view(bytes).substr(0, end)) != std::string_view(bytes).substr(end))
        fail(path, "is damaged: its content does not match its hash");
    return bytes.substr(magic.size(), end - magic.size());
}

} // namespace winnow::separation
