// SPDX-License-Identifier: GPL-3.0-or-later
/// The safetensors container.
#include "separation/safetensors.h"

#include "separation/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace winnow::separation::safetensors {

namespace {

constexpr std::size_t lengthBytes = 8;

std::uint64_t readLength(std::span<const std::byte> bytes) {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return length;
}

/// Bytes a shape asks for; nothing is allocated before this has been compared with what is there.
std::size_t bytesOf(const Entry& entry) {
    std::size_t bytes = sizeof(float);
    for (const std::size_t extent : entry.shape) {
        if (extent == 0) throw FormatError("tensor '" + printable(entry.name) + "' is empty");
        if (extent > std::numeric_limits<std::size_t>::max() / bytes)
            throw FormatError("the shape of tensor '" + printable(entry.name) + "' is impossibly large");
        bytes *= extent;
    }
    return bytes;
}

void requireLayout(const Container& container) {
    std::size_t place = 0;
    for (const Entry& entry : container.entries) {
        if (entry.begin != place || entry.end < entry.begin)
            throw FormatError("its tensors leave a hole or overlap at '" + printable(entry.name) + "'");
        if (entry.end > container.data.size())
            throw FormatError("it ends inside tensor '" + printable(entry.name) + "': the file is truncated");
        if (bytesOf(entry) != entry.end - entry.begin)
            throw FormatError("shape and size of tensor '" + printable(entry.name) + "' do not agree");
        place = entry.end;
    }
    if (place != container.data.size())
        throw FormatError("it has " + std::to_string(container.data.size() - place) +
                          " bytes behind its last tensor");
}

} // namespace

Container read(std::span<const std::byte> bytes) {
    if (bytes.size() < lengthBytes + 2) throw FormatError("it is too short to be a model");
    const std::uint64_t length = readLength(bytes);
    const std::span<const std::byte> rest = bytes.subspan(lengthBytes);
    if (rest[0] != std::byte{'{'}) throw FormatError("it is not a Winnow model");
    if (length > largestHeader)
        throw FormatError("its header is larger than any model's, or it is not a model");
    if (length > rest.size()) throw FormatError("it ends inside its header: the file is truncated");

    Container container;
    container.data = rest.subspan(static_cast<std::size_t>(length));
    HeaderReader reader(container);
    const char* const text = reinterpret_cast<const char*>(rest.data());
    nlohmann::json::sax_parse(text, text + length, &reader);
    std::stable_sort(container.entries.begin(), container.entries.end(),
                     [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
    requireLayout(container);
    return container;
}

std::vector<std::byte> header(const std::map<std::string, std::string>& metadata,
                              std::vector<Entry>& entries) {
    if (metadata.size() > largestMetadataCount || entries.size() > largestTensorCount)
        throw FormatError("it has too many tensors or too much metadata");
    nlohmann::json json = nlohmann::json::object();
    json["__metadata__"] = metadata;
    std::size_t place = 0;
    for (Entry& entry : entries) {
        if (json.contains(entry.name))
            throw FormatError("two tensors are named '" + printable(entry.name) + "'");
        entry.begin = place;
        place = entry.end = place + bytesOf(entry);
        json[entry.name] = {
            {"dtype", "F32"}, {"shape", entry.shape}, {"data_offsets", {entry.begin, entry.end}}};
    }
    std::string text;
    try {
        text = json.dump();
    } catch (const nlohmann::json::exception&) {
        throw FormatError("a name or a piece of metadata is not valid UTF-8");
    }
    text.resize((text.size() + 7) / 8 * 8, ' ');
    if (text.size() > largestHeader) throw FormatError("its metadata is too large; shorten the data card");

    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        bytes.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(text.size()) >> (8 * i)));
    const auto view = std::as_bytes(std::span(text));
    bytes.insert(bytes.end(), view.begin(), view.end());
    return bytes;
}

std::string printable(const std::string& text) {
    constexpr std::size_t longest = 60;
    std::string out = text.substr(0, longest);
    for (char& c : out)
        if (c < ' ' || c > '~') c = '?';
    return text.size() > longest ? out + "..." : out;
}

} // namespace winnow::separation::safetensors
