// SPDX-License-Identifier: GPL-3.0-or-later
/// The `.winnow` container: from bytes and to bytes.
#include "separation/model_file.h"

#include "separation/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace winnow::separation {

namespace {

static_assert(std::endian::native == std::endian::little,
              "tensors are read and written as they lie in memory");

constexpr const char* formatKey = "format";
constexpr const char* versionKey = "format_version";
constexpr const char* hashKey = "content_sha256";
constexpr const char* formatName = "winnow";

using safetensors::printable;

/// Takes a key of the container itself out of the metadata.
std::string take(ModelFile& file, const char* key) {
    auto node = file.metadata.extract(key);
    return node.empty() ? std::string() : std::move(node.mapped());
}

void requireFormat(ModelFile& file) {
    if (take(file, formatKey) != formatName)
        throw safetensors::FormatError("it is a safetensors file, but not a Winnow model");
    const std::string version = take(file, versionKey);
    if (version != std::to_string(ModelFile::formatVersion))
        throw safetensors::FormatError("it has format version '" + printable(version) +
                                       "', and this program reads version " +
                                       std::to_string(ModelFile::formatVersion) +
                                       "; use the version of Winnow that wrote it, or a newer one");
}

Tensor readTensor(const safetensors::Entry& entry, std::span<const std::byte> data) {
    Tensor tensor;
    tensor.shape = entry.shape;
    tensor.values.resize(entry.valueCount());
    std::memcpy(tensor.values.data(), data.data() + entry.begin, entry.end - entry.begin);
    if (!std::all_of(tensor.values.begin(), tensor.values.end(), [](float v) { return std::isfinite(v); }))
        throw safetensors::FormatError("tensor '" + printable(entry.name) + "' holds NaN or infinity");
    return tensor;
}

ModelFile parse(std::span<const std::byte> bytes) {
    if (bytes.size() > ModelFile::largestFile) throw safetensors::FormatError("it is larger than 64 MiB");
    safetensors::Container container = safetensors::read(bytes);
    ModelFile file;
    file.metadata = std::move(container.metadata);
    requireFormat(file);
    const std::string hash = take(file, hashKey);
    for (const safetensors::Entry& entry : container.entries)
        file.tensors.emplace(entry.name, readTensor(entry, container.data));
    if (hash != file.contentHash())
        throw safetensors::FormatError(
            "its content does not match its hash: the file is damaged or was changed by hand");
    return file;
}

/// Size and values of a tensor to be written; its shape is checked with the layout.
void requireWritable(const std::string& name, const Tensor& tensor) {
    std::size_t count = tensor.shape.empty() || tensor.shape.size() > safetensors::largestRank ? 0 : 1;
    for (const std::size_t extent : tensor.shape) {
        if (extent > ModelFile::largestFile)
            count = 0; // so that the product cannot wrap: it is bounded below
        count *= extent;
        if (count > ModelFile::largestFile) break;
    }
    if (count == 0 || count != tensor.values.size())
        throw safetensors::FormatError("tensor '" + printable(name) +
                                       "' has a shape that does not fit its values");
    if (!std::all_of(tensor.values.begin(), tensor.values.end(), [](float v) { return std::isfinite(v); }))
        throw safetensors::FormatError("tensor '" + printable(name) + "' holds NaN or infinity");
}

std::vector<std::byte> serialise(const ModelFile& file) {
    std::map<std::string, std::string> metadata = file.metadata;
    metadata[formatKey] = formatName;
    metadata[versionKey] = std::to_string(ModelFile::formatVersion);
    metadata[hashKey] = file.contentHash();

    std::vector<safetensors::Entry> entries;
    for (const auto& [name, tensor] : file.tensors) {
        requireWritable(name, tensor);
        entries.push_back({name, tensor.shape, 0, 0});
    }
    std::vector<std::byte> bytes = safetensors::header(metadata, entries);
    for (const auto& [name, tensor] : file.tensors) {
        const auto values = std::as_bytes(std::span(tensor.values));
        bytes.insert(bytes.end(), values.begin(), values.end());
    }
    if (bytes.size() > ModelFile::largestFile)
        throw safetensors::FormatError("it would be larger than 64 MiB");
    return bytes;
}

} // namespace

std::string ModelFile::contentHash() const {
    Sha256 hash;
    hash.addText("winnow model 1");
    const auto isContent = [](const auto& item) {
        return item.first != formatKey && item.first != versionKey && item.first != hashKey;
    };
    hash.addNumber(static_cast<std::uint64_t>(std::count_if(metadata.begin(), metadata.end(), isContent)));
    for (const auto& item : metadata) {
        if (!isContent(item)) continue;
        hash.addText(item.first);
        hash.addText(item.second);
    }
    hash.addNumber(tensors.size());
    for (const auto& [name, tensor] : tensors) {
        hash.addText(name);
        hash.addNumber(tensor.shape.size());
        for (const std::size_t extent : tensor.shape)
            hash.addNumber(extent);
        hash.add(std::as_bytes(std::span(tensor.values)));
    }
    return hash.hexadecimal();
}

ModelFile parseModelFile(std::span<const std::byte> bytes, const std::string& name) {
    try {
        return parse(bytes);
    } catch (const safetensors::FormatError& error) {
        throw ModelFileError(name + ": cannot be loaded: " + error.what() + ".");
    }
}

std::vector<std::byte> serialiseModelFile(const ModelFile& file) {
    try {
        return serialise(file);
    } catch (const safetensors::FormatError& error) {
        throw ModelFileError(std::string("the model cannot be written: ") + error.what() + ".");
    }
}

} // namespace winnow::separation
