// SPDX-License-Identifier: GPL-3.0-or-later
/// SHA-256 (FIPS 180-4) of bytes and files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace winnow::separation {

/// A hash taken piece by piece. [any]
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::span<const std::byte> bytes);
    void addNumber(std::uint64_t number); ///< 8 bytes, little-endian
    void addText(std::string_view text);  ///< its length in bytes as a number, then the bytes

    /// 64 digits, lower case; afterwards the hash is at its start again.
    std::string hexadecimal();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256 in hexadecimal. [any]
std::string sha256(std::span<const std::byte> bytes);

/// The same of a file, read in pieces. @throws std::runtime_error naming the file. [any]
std::string sha256OfFile(const std::filesystem::path& path);

} // namespace winnow::separation
