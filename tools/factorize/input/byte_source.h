// SPDX-License-Identifier: GPL-3.0-or-later
/// Where the bytes of a matrix come from: a file, or a file within an archive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace winnow::tools {

/// Bytes in order, read once. [main]
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills `out` with all of `count` bytes. @throws FileError when there are fewer
    virtual void read(void* out, std::size_t count) = 0;
    /// How many there are in all, as the file system or the archive says.
    virtual std::uint64_t size() const noexcept = 0;
    /// What messages call it.
    virtual const std::string& name() const noexcept = 0;
};

class FileSource : public ByteSource {
public:
    /// @throws FileError for a file that cannot be opened, a folder, or an empty file
    explicit FileSource(const std::filesystem::path& path);
    void read(void* out, std::size_t count) override;
    std::uint64_t size() const noexcept override { return size_; }
    const std::string& name() const noexcept override { return name_; }

private:
    std::string name_;
    std::ifstream file_;
    std::uint64_t size_ = 0;
};

/// Size of a file that can be read. @throws FileError naming what is wrong, an empty file included. [main]
std::uint64_t sizeOfInput(const std::filesystem::path& path);

} // namespace winnow::tools
