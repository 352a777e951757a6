// SPDX-License-Identifier: GPL-3.0-or-later
/// Model files put together by hand, right or wrong.
#pragma once

#include "separation/model_file.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace winnow::test {

using Bytes = std::vector<std::byte>;

/// Header length, header, data, as they are given.
inline Bytes rawContainer(const std::string& header, std::size_t dataBytes, std::uint64_t length) {
    Bytes bytes;
    for (int i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::byte>(length >> (8 * i)));
    for (const char c : header)
        bytes.push_back(static_cast<std::byte>(c));
    bytes.resize(bytes.size() + dataBytes, std::byte{0});
    return bytes;
}

inline Bytes rawContainer(const std::string& header, std::size_t dataBytes) {
    return rawContainer(header, dataBytes, header.size());
}

/// The header's text of a container's bytes.
inline std::string headerOf(const Bytes& bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::to_integer<std::size_t>(bytes[i]) << (8 * i);
    return {reinterpret_cast<const char*>(bytes.data()) + 8, length};
}

/// Message of the error that parsing gives; empty where it gives none.
inline std::string refusal(std::span<const std::byte> bytes) {
    try {
        separation::parseModelFile(bytes, "test.winnow");
    } catch (const separation::ModelFileError& error) {
        return error.what();
    }
    return "";
}

/// Two tensors and some metadata.
inline separation::ModelFile smallFile() {
    separation::ModelFile file;
    file.metadata = {{"engine", "test"}, {"note", "a \"quoted\" text, with \n and é"}};
    file.tensors["b"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
    file.tensors["a"] = {{1}, {-0.5F}};
    return file;
}

} // namespace winnow::test
