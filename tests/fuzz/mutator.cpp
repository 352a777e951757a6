// SPDX-License-Identifier: GPL-3.0-or-later
/// Changes to valid models.
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

namespace winnow::fuzz {

namespace {

/// Pieces of JSON that parsers and size checks stumble over.
const std::array<const char*, 24> tokens{"0",
                                         "-1",
                                         "1e999",
                                         "18446744073709551615",
                                         "18446744073709551616",
                                         "4294967296",
                                         "0.5",
                                         "null",
                                         "true",
                                         "\"\"",
                                         "{}",
                                         "[]",
                                         "[[[[",
                                         "}",
                                         "]",
                                         ",",
                                         ":",
                                         "\\u0000",
                                         "\"\\ud800\"",
                                         "\xff",
                                         "NaN",
                                         "1",
                                         "2147483648",
                                         "\"__metadata__\":{},"};

const std::array<float, 10> values{0.0F,   -0.0F, -1.0F,   1.0F,    1e-45F,
                                   1e-38F, 1e38F, 3.4e38F, 8000.0F, std::numeric_limits<float>::quiet_NaN()};

const std::array<std::size_t, 8> extents{
    0, 1, 2, 3, 65536, std::size_t{1} << 32, std::size_t{1} << 62, std::numeric_limits<std::size_t>::max()};

std::size_t headerLength(const Bytes& bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::to_integer<std::size_t>(bytes[i]) << (8 * i);
    return std::min(length, bytes.size() - 8);
}

void setLength(Bytes& bytes, std::uint64_t length) {
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::byte>(length >> (8 * i));
}

} // namespace

Mutator::Mutator(std::vector<Bytes> seeds, std::uint32_t seed) : seeds_(std::move(seeds)), random_(seed) {
    for (const Bytes& bytes : seeds_)
        parsed_.push_back(separation::parseModelFile(bytes, "seed"));
}

Bytes Mutator::next() {
    const std::size_t which = below(seeds_.size());
    if (below(2) == 0) return changedContent(parsed_[which]);
    Bytes bytes = seeds_[which];
    for (std::size_t changes = 1 + below(4); changes > 0 && bytes.size() > 8; --changes)
        below(2) == 0 ? changeBytes(bytes) : changeHeader(bytes);
    return bytes;
}

void Mutator::changeBytes(Bytes& bytes) {
    const std::size_t place = below(bytes.size());
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(place);
    const auto run = static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(64, bytes.size() - place)));
    switch (below(7)) {
    case 0:
        *at ^= static_cast<std::byte>(1U << below(8));
        break;
    case 1:
        *at = static_cast<std::byte>(below(256));
        break;
    case 2:
        bytes.resize(place);
        break;
    case 3:
        bytes.resize(bytes.size() + below(64), static_cast<std::byte>(below(256)));
        break;
    case 4:
        bytes.erase(at, at + run);
        break;
    case 5:
        std::fill(at, at + run, static_cast<std::byte>(0xff));
        break;
    default:
        setLength(bytes, below(2) == 0 ? below(bytes.size() + 16) : std::uint64_t{1} << below(64));
        break;
    }
}

/// Changes the header's text and makes its length fit again.
void Mutator::changeHeader(Bytes& bytes) {
    const auto begin = bytes.begin() + 8;
    const auto end = begin + static_cast<std::ptrdiff_t>(headerLength(bytes));
    std::string text(reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(end - begin));
    changeText(text);
    Bytes changed(8);
    const auto view = std::as_bytes(std::span(text));
    changed.insert(changed.end(), view.begin(), view.end());
    changed.insert(changed.end(), end, bytes.end());
    setLength(changed, text.size());
    bytes = std::move(changed);
}

void Mutator::changeText(std::string& text) {
    const std::size_t place = below(text.size() + 1);
    const std::size_t run = below(std::min<std::size_t>(40, text.size() - place + 1));
    switch (below(5)) {
    case 0:
        text.insert(place, pick(tokens));
        break;
    case 1:
        text.erase(place, run);
        break;
    case 2:
        text.insert(place, text.substr(place, run));
        break;
    case 3:
        text.insert(place, 1 + below(200), "[{\"0 "[below(5)]);
        break;
    default: { // a number, which is what sizes and settings are
        const std::size_t digit = text.find_first_of("0123456789", place);
        if (digit == std::string::npos) break;
        const std::size_t last = std::min(text.find_first_not_of("0123456789.", digit), text.size());
        text.replace(digit, last - digit, pick(tokens));
    }
    }
}

void Mutator::changeTensor(separation::Tensor& tensor) {
    switch (below(4)) {
    case 0:
        tensor.values[below(tensor.values.size())] = pick(values);
        break;
    case 1:
        std::fill(tensor.values.begin(), tensor.values.end(), pick(values));
        break;
    case 2: // another shape of the right size, or of a wrong one
        pick(tensor.shape) = pick(extents);
        if (below(2) == 0) tensor.shape = {tensor.values.size()};
        break;
    default: { // fewer values, under a shape that fits
        const std::size_t rows = 1 + below(tensor.shape[0]);
        tensor.values.resize(tensor.values.size() / tensor.shape[0] * rows);
        tensor.shape[0] = rows;
    }
    }
}

Bytes Mutator::changedContent(const separation::ModelFile& original) {
    separation::ModelFile file = original;
    for (std::size_t changes = 1 + below(3); changes > 0 && !file.tensors.empty(); --changes) {
        switch (below(8)) {
        case 0:
            file.tensors.erase(
                std::next(file.tensors.begin(), static_cast<std::ptrdiff_t>(below(file.tensors.size()))));
            break;
        case 1:
            file.tensors["more"] = pick(file.tensors).second;
            break;
        case 2:
            std::swap(pick(file.tensors).second, pick(file.tensors).second);
            break;
        case 3:
        case 4: {
            auto& tensor = pick(file.tensors).second;
            if (!tensor.values.empty() && !tensor.shape.empty() && tensor.shape[0] > 0) changeTensor(tensor);
            break;
        }
        default:
            if (!file.metadata.empty()) changeText(pick(file.metadata).second);
        }
    }
    try {
        return separation::serialiseModelFile(file);
    } catch (const separation::ModelFileError&) {
        return Bytes(16, std::byte{'{'}); // the writer refused it as the reader would
    }
}

} // namespace winnow::fuzz
