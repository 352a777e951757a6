// SPDX-License-Identifier: GPL-3.0-or-later
/// A temporary file without a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace winnow::system {

/// Nothing is left of it however the program ends. Threads may read and write different places at once. [any]
class ScratchFile {
public:
    /// @param folder  where the bytes lie; nobody sees a file there
    /// @param what  names it in messages, as in "a temporary file"
    /// @throws FileError naming the folder: no such folder, not writable
    ScratchFile(const std::filesystem::path& folder, std::string what);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    /// All bytes, from byte `at` on; the file grows as needed. @throws FileError, e.g. for a full disk
    void write(std::uint64_t at, std::span<const std::byte> bytes);
    /// As many bytes as there is room for. @throws FileError, also where the file ends before
    void read(std::uint64_t at, std::span<std::byte> bytes) const;

    /// Of the file, for tests that damage it.
    int descriptor() const noexcept { return descriptor_; }

private:
    [[noreturn]] void fail(const char* done, int error) const;

    std::filesystem::path folder_;
    std::string what_;
    int descriptor_ = -1;
};

} // namespace winnow::system
