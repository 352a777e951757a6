// SPDX-License-Identifier: GPL-3.0-or-later
/// The `.winnow` file: a safetensors container (JSON header, then raw little-endian tensors).
/// docs/DICTIONARY_FORMAT.md.
#pragma once

#include "separation/sha256.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::separation {

/// Message: which file, what was wrong, what to do.
class ModelFileError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Row-major float32 tensor.
struct Tensor {
    std::vector<std::size_t> shape; ///< 1 to 8 extents, none of them 0
    std::vector<float> values;      ///< product of shape values, all finite
};

/// Parsed container, not yet interpreted. The keys that describe the container itself (`format`,
/// `format_version`, `content_sha256`) are written by serialiseModelFile, checked and taken out again by
/// parseModelFile.
struct ModelFile {
    static constexpr int formatVersion = 1;
    static constexpr std::size_t largestFile = std::size_t{64} << 20; ///< bytes

    std::map<std::string, std::string> metadata; ///< safetensors `__metadata__` (strings; some hold JSON)
    std::map<std::string, Tensor> tensors;

    /// SHA-256 over metadata (without the container's own keys) and tensors, in hexadecimal: the model's
    /// identity. docs/DICTIONARY_FORMAT.md defines the bytes that are hashed. [any]
    std::string contentHash() const;
};

/// Reads and checks a container: header length, JSON, dtype, shapes, offsets (without holes or overlap, up to
/// the end of the file), format version, content hash, finite values. Sizes are checked before anything is
/// allocated, and never more is allocated than a small multiple of the bytes given. [main]
/// @param name  for messages  @throws ModelFileError
ModelFile parseModelFile(std::span<const std::byte> bytes, const std::string& name);
/// @throws ModelFileError: missing, not a regular file, not readable, above largestFile, or as above
ModelFile readModelFile(const std::filesystem::path& path);

/// The container's bytes; the same content gives the same bytes. [main]
/// @throws ModelFileError: what parseModelFile would refuse (text that is not UTF-8, sizes and shapes that do
/// not agree, values that are not finite, too large)
std::vector<std::byte> serialiseModelFile(const ModelFile& file);
/// Writes beside the target and renames, so that the target is the old file or the whole new one at any time.
/// @throws ModelFileError (exists and !overwrite, not writable, disk full, or as above)
void writeModelFile(const std::filesystem::path& path, const ModelFile& file, bool overwrite);

} // namespace winnow::separation
