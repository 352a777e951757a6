// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/npy_header.h"

#include "tools/output_guard.h"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

namespace winnow::tools {
namespace {

constexpr std::size_t longestHeader = 1 << 16; // what numpy itself writes for arrays of numbers is below 200
constexpr std::size_t mostDimensions = 32;     // as numpy

/// Reads the few forms of a Python literal that the header is made of.
class Literal {
public:
    Literal(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    [[noreturn]] void refuse(const std::string& why) const {
        throw FileError(file_, "has a .npy header that cannot be read (" + why + "); it is damaged");
    }
    bool skip(char c) {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
            ++at_;
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!skip(c)) refuse(std::string("'") + c + "' is missing");
    }
    std::string string() {
        const char quote = skip('\'') ? '\'' : '"';
        if (quote == '"') expect('"');
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string_view::npos) refuse("a quote is not closed");
        const std::string found(text_.substr(at_, end - at_));
        at_ = end + 1;
        return found;
    }
    bool boolean() {
        skip(' ');
        for (const bool value : {false, true}) {
            const std::string_view word = value ? "True" : "False";
            if (text_.substr(at_, word.size()) != word) continue;
            at_ += word.size();
            return value;
        }
        refuse("fortran_order is neither True nor False");
    }
    std::vector<std::int64_t> tuple() {
        std::vector<std::int64_t> values;
        expect('(');
        while (!skip(')')) {
            std::int64_t value = 0;
            const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
            if (error != std::errc() || value < 0) refuse("the shape is no list of sizes");
            at_ = static_cast<std::size_t>(end - text_.data());
            values.push_back(value);
            if (values.size() > mostDimensions) refuse("too many dimensions");
            if (!skip(',')) {
                expect(')');
                break;
            }
        }
        return values;
    }
    bool startsList() const { return at_ < text_.size() && text_[at_] == '['; }

private:
    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0;
};

void parseType(const std::string& type, NpyHeader& header, const std::string& file) {
    const auto refuse = [&](const std::string& what) {
        throw FileError(file, "holds " + what + " (dtype '" + type +
                                  "'); save it as real numbers, e.g. with "
                                  ".astype(float)");
    };
    if (type.size() < 3 || std::string_view("<>|=").find(type[0]) == std::string_view::npos)
        refuse("elements of an unknown type");
    header.bigEndian = type[0] == '>';
    header.kind = type[1];
    const char* const end = type.data() + type.size();
    const auto [stop, error] = std::from_chars(type.data() + 2, end, header.itemSize);
    if (header.kind == 'O') refuse("Python objects");
    if (header.kind == 'c') refuse("complex numbers");
    if (error != std::errc() || stop != end) refuse("elements of an unknown type");
    const int size = header.itemSize;
    const bool whole = size == 1 || size == 2 || size == 4 || size == 8;
    const bool known = header.kind == 'f'                         ? size == 2 || size == 4 || size == 8
                       : header.kind == 'i' || header.kind == 'u' ? whole
                       : header.kind == 'b'                       ? size == 1
                       : header.kind == 'S' || header.kind == 'U' ? size >= 0 && size <= 1024
                                                                  : false;
    if (!known) refuse("elements of a type that is not supported");
    if (header.kind == 'U') header.itemSize *= 4;
}

} // namespace

std::uint64_t NpyHeader::elements() const noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t product = 1;
    for (const std::int64_t size : shape)
        if (size == 0) return 0;
    for (const std::int64_t size : shape) {
        const auto factor = static_cast<std::uint64_t>(size);
        if (product > most / factor) return most;
        product *= factor;
    }
    return product;
}

std::string NpyHeader::describe() const {
    if (shape.empty()) return "a single number";
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text;
}

NpyHeader parseNpyHeader(const std::string& text, const std::string& file) {
    Literal in(text, file);
    NpyHeader header;
    std::optional<std::string> type;
    bool order = false, shape = false;
    in.expect('{');
    while (!in.skip('}')) {
        const std::string key = in.string();
        in.expect(':');
        in.skip(' ');
        if (key == "descr") {
            if (in.startsList())
                throw FileError(file,
                                "holds records of several fields; save one field as an array of its own");
            type = in.string();
        } else if (key == "fortran_order") {
            header.fortranOrder = in.boolean();
            order = true;
        } else if (key == "shape") {
            header.shape = in.tuple();
            shape = true;
        } else {
            in.refuse("'" + key + "' is unknown");
        }
        if (!in.skip(',')) {
            in.expect('}');
            break;
        }
    }
    if (!type || !order || !shape) in.refuse("descr, fortran_order or shape is missing");
    parseType(*type, header, file);
    return header;
}

NpyHeader readNpyHeader(ByteSource& source) {
    std::array<unsigned char, 12> start{};
    if (source.size() < 10) throw FileError(source.name(), "is too short to be a .npy file");
    source.read(start.data(), 8);
    if (std::memcmp(start.data(), "\x93NUMPY", 6) != 0)
        throw FileError(source.name(), "is not a .npy file (it does not begin as one)");
    const int version = start[6];
    if (version < 1 || version > 3) throw FileError(source.name(), "is a .npy file of an unknown version");
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    source.read(start.data() + 8, lengthBytes);
    std::size_t length = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        length = length << 8 | start[8 + i];
    if (length > longestHeader || 8 + lengthBytes + length > source.size())
        throw FileError(source.name(), "has a .npy header of an impossible length; it is damaged");
    std::string text(length, ' ');
    source.read(text.data(), length);
    NpyHeader header = parseNpyHeader(text, source.name());
    const std::uint64_t there = source.size() - 8 - lengthBytes - length, elements = header.elements();
    const auto each = static_cast<std::uint64_t>(header.itemSize);
    if (each > 0 && (elements > there / each || elements * each != there))
        throw FileError(source.name(), "should hold " + header.describe() + " elements of " +
                                           std::to_string(each) + " bytes by its header, and holds " +
                                           std::to_string(there) + " bytes of them; it is damaged");
    return header;
}

} // namespace winnow::tools
