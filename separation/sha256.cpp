// SPDX-License-Identifier: GPL-3.0-or-later
/// SHA-256 of bytes, files and a model's content (libmd).
#include "separation/sha256.h"

#include <sha2.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace winnow::separation {

struct Sha256::State {
    SHA2_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    SHA256Init(&state_->context);
}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
    SHA256Update(&state_->context, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

void Sha256::addNumber(std::uint64_t number) {
    std::array<std::byte, 8> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(number >> (8 * i));
    add(bytes);
}

void Sha256::addText(std::string_view text) {
    addNumber(text.size());
    add(std::as_bytes(std::span(text)));
}

std::string Sha256::hexadecimal() {
    std::array<char, SHA256_DIGEST_STRING_LENGTH> text{};
    SHA256End(&state_->context, text.data());
    SHA256Init(&state_->context);
    return text.data();
}

std::string sha256(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hexadecimal();
}

std::string sha256OfFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + ": cannot be opened: " + std::strerror(errno));
    Sha256 hash;
    std::vector<char> buffer(1 << 16);
    while (file.read(buffer.data(), std::ssize(buffer)) || file.gcount() > 0)
        hash.add(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(file.gcount()))));
    if (!file.eof()) throw std::runtime_error(path.string() + ": cannot be read: " + std::strerror(errno));
    return hash.hexadecimal();
}

} // namespace winnow::separation
