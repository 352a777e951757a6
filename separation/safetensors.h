// SPDX-License-Identifier: GPL-3.0-or-later
/// The safetensors container: what its header says, checked against the bytes that are there.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::separation::safetensors {

/// What a reader refuses, before anything is allocated for it.
inline constexpr std::size_t largestHeader = std::size_t{4} << 20; // bytes
inline constexpr std::size_t largestRank = 8;
inline constexpr std::size_t largestTensorCount = 4096;
inline constexpr std::size_t largestMetadataCount = 256;

/// Message without the file's name: what was wrong.
class FormatError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A tensor's place in the data.
struct Entry {
    std::string name;
    std::vector<std::size_t> shape; ///< none of them 0
    std::size_t begin = 0;          ///< bytes from the start of the data
    std::size_t end = 0;
    std::size_t valueCount() const noexcept { return (end - begin) / sizeof(float); }
};

struct Container {
    std::map<std::string, std::string> metadata;
    std::vector<Entry> entries;      ///< in the order of the data: without hole or overlap, up to its end
    std::span<const std::byte> data; ///< a view into the bytes given
};

/// Reads the header of a container of float32 tensors. Allocates at most a small multiple of the header's own
/// size.
/// @throws FormatError
Container read(std::span<const std::byte> bytes);

/// A container's first part: the header's length, the header, spaces up to a multiple of 8. Tensors are laid
/// out in the order given; begin and end of the entries are filled in.
/// @throws FormatError: text that is not UTF-8, header above largestHeader
std::vector<std::byte> header(const std::map<std::string, std::string>& metadata,
                              std::vector<Entry>& entries);

/// A string from a file for use in a message: at most 60 characters, control characters and non-ASCII
/// replaced.
std::string printable(const std::string& text);

} // namespace winnow::separation::safetensors
