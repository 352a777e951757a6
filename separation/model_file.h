// SPDX-License-Identifier: GPL-3.0-or-later
/// The `.winnow` file: a safetensors container (JSON header, then raw little-endian tensors). docs/DICTIONARY_FORMAT.md.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace winnow::separation {

/// Message: which file, what was wrong, what to do.
class ModelFileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Row-major float32 tensor.
struct Tensor {
    std::vector<std::size_t> shape;
    std::vector<float> values; ///< product of shape values
};

/// Parsed container, not yet interpreted.
struct ModelFile {
    static constexpr int formatVersion = 1;

    std::map<std::string, std::string> metadata; ///< safetensors `__metadata__` (strings; some hold JSON)
    std::map<std::string, Tensor> tensors;

    /// SHA-256 over metadata (without the hash itself) and tensors, in hexadecimal: the model's identity. [any]
    std::string contentHash() const;
};

/// Reads and checks a container: header length, JSON, dtype, shapes, offsets (in order, without holes or overlap, inside
/// the file), format version, content hash, finite values. Sizes are checked before anything is allocated, and never
/// more is allocated than a small multiple of the bytes given. [main]
/// @param name  for messages  @throws ModelFileError
ModelFile parseModelFile(std::span<const std::byte> bytes, const std::string& name);
/// @throws ModelFileError: missing, directory, not readable, above 64 MiB, or as above
ModelFile readModelFile(const std::filesystem::path& path);

/// The container's bytes; the same content gives the same bytes. [main]
std::vector<std::byte> serialiseModelFile(const ModelFile& file);
/// Writes beside the target and renames. @throws ModelFileError (exists and !overwrite, not writable, disk full)
void writeModelFile(const std::filesystem::path& path, const ModelFile& file, bool overwrite);

/// SHA-256 in hexadecimal. [any]
std::string sha256(std::span<const std::byte> bytes);
std::string sha256OfFile(const std::filesystem::path& path);

} // namespace winnow::separation
