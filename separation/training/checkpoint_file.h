// SPDX-License-Identifier: GPL-3.0-or-later
/// Files that keep a training's work: a line that says what it is, the content, the SHA-256 of both in
/// hexadecimal. Written and read in a stream.
#pragma once

#include "separation/sha256.h"
#include "system/replaced_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace winnow::separation {

/// Replaces a checkpoint as a whole (system/replaced_file.h). [main]
class CheckpointWriter {
public:
    /// @throws std::runtime_error naming the file, here and below
    CheckpointWriter(const std::filesystem::path& path, std::string_view magic);

    void add(std::string_view bytes);
    template <class T> void addValues(const T* values, std::size_t count) {
        add({reinterpret_cast<const char*>(values), count * sizeof(T)});
    }
    /// The hash; then the file takes its place.
    void commit();

private:
    system::ReplacedFile file_;
    Sha256 hash_;
};

/// Checks the whole file, then gives its content piece by piece. [main]
class CheckpointReader {
public:
    /// @param kind  what the magic stands for, as in "a training checkpoint"
    /// @throws std::runtime_error naming the file: missing, not a file, of another kind or version, damaged
    CheckpointReader(const std::filesystem::path& path, std::string_view magic, std::string_view kind);

    /// Bytes of the content not yet taken: compare before allocating what the file asks for.
    std::uint64_t remaining() const noexcept { return remaining_; }
    /// @throws std::runtime_error naming the file where it holds less
    void take(void* to, std::uint64_t bytes);
    template <class T> void takeValues(T* values, std::uint64_t count) { take(values, count * sizeof(T)); }

    /// "FILE: is damaged: WHAT" @throws std::runtime_error
    [[noreturn]] void damaged(const std::string& what) const;

private:
    std::filesystem::path path_;
    std::ifstream file_;
    std::uint64_t remaining_ = 0;
};

} // namespace winnow::separation
