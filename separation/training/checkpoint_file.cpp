// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/training/checkpoint_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hashLength = 64;                   // hexadecimal digits
constexpr std::size_t pieceBytes = std::size_t{1} << 18; // hashed at once

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + ": " + what);
}

std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

} // namespace

CheckpointWriter::CheckpointWriter(const fs::path& path, std::string_view magic)
    : file_(path, {.asPart = true, .what = "the checkpoint"}) {
    add(magic);
}

void CheckpointWriter::add(std::string_view bytes) {
    hash_.add(asBytes(bytes));
    file_.write(bytes);
}

void CheckpointWriter::commit() {
    file_.write(hash_.hexadecimal());
    file_.commit();
}

CheckpointReader::CheckpointReader(const fs::path& path, std::string_view magic, std::string_view kind)
    : path_(path) {
    std::error_code error;
    if (!fs::exists(path, error))
        fail(path, "there is no such checkpoint to resume from; start without resuming");
    if (!fs::is_regular_file(path, error)) fail(path, "is not a file");
    const std::uint64_t size = fs::file_size(path, error);
    errno = 0;
    file_.open(path, std::ios::binary);
    if (error || !file_) fail(path, std::string("cannot be opened: ") + std::strerror(errno));
    std::string start(magic.size(), '\0');
    file_.read(start.data(), static_cast<std::streamsize>(start.size()));
    if (!file_ || start != magic) fail(path, "is not " + std::string(kind) + " of this version");
    if (size < magic.size() + hashLength) damaged("it ends too early");

    const std::uint64_t content = size - magic.size() - hashLength;
    Sha256 hash;
    hash.add(asBytes(start));
    std::vector<char> piece(static_cast<std::size_t>(std::min<std::uint64_t>(content, pieceBytes)));
    remaining_ = content;
    while (remaining_ > 0) {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, piece.size()));
        take(piece.data(), count);
        hash.add(std::as_bytes(std::span(piece).first(count)));
    }
    std::string written(hashLength, '\0');
    file_.read(written.data(), hashLength);
    if (!file_ || written != hash.hexadecimal()) damaged("its content does not match its hash");
    file_.seekg(static_cast<std::streamoff>(magic.size()));
    remaining_ = content;
}

void CheckpointReader::take(void* to, std::uint64_t bytes) {
    if (bytes > remaining_) damaged("it ends too early");
    file_.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
    if (!file_) fail(path_, "cannot be read");
    remaining_ -= bytes;
}

void CheckpointReader::damaged(const std::string& what) const {
    fail(path_, "is damaged: " + what);
}

} // namespace winnow::separation
