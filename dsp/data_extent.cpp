// SPDX-License-Identifier: GPL-3.0-or-later
/// Chunk headers of the common containers, as far as the length of the samples goes.
#include "dsp/data_extent.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <string_view>
#include <vector>

namespace winnow::dsp {

namespace {

constexpr int mostChunks = 10000; // a hostile file of millions of empty chunks costs no more than this

/// Random access by byte offset. What lies beyond the end reads as zero.
class Bytes {
public:
    explicit Bytes(const std::filesystem::path& path) : stream_(path, std::ios::binary | std::ios::ate) {
        size_ = stream_ ? static_cast<std::uint64_t>(stream_.tellg()) : 0;
    }

    std::uint64_t size() const { return size_; }
    std::uint64_t from(std::uint64_t offset) const { return size_ > offset ? size_ - offset : 0; }

    std::vector<unsigned char> read(std::uint64_t offset, std::size_t count) {
        std::vector<unsigned char> bytes(count, 0);
        const std::size_t there = static_cast<std::size_t>(std::min<std::uint64_t>(count, from(offset)));
        stream_.clear();
        stream_.seekg(static_cast<std::streamoff>(offset));
        stream_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(there));
        return bytes;
    }

    bool has(std::uint64_t offset, std::string_view tag) {
        const auto bytes = read(offset, tag.size());
        return std::equal(tag.begin(), tag.end(), bytes.begin(),
                          [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
    }

    std::uint64_t little(std::uint64_t offset, std::size_t count) {
        std::uint64_t value = 0;
        const auto bytes = read(offset, count);
        for (std::size_t i = count; i-- > 0;)
            value = value << 8 | bytes[i];
        return value;
    }

    std::uint64_t big(std::uint64_t offset, std::size_t count) {
        std::uint64_t value = 0;
        for (const unsigned char byte : read(offset, count))
            value = value << 8 | byte;
        return value;
    }

private:
    std::ifstream stream_;
    std::uint64_t size_ = 0;
};

/// Sizes that programs write to a pipe, where they cannot come back to fill in the right one: all bits set
/// (FFmpeg), 2^31 less a header (SoX, arecord, eSpeak).
bool isPlaceholder(std::uint64_t size) {
    return size >= 0xFFFF0000U || (size >= 0x7FFF0000U && size <= 0x80000000U);
}

std::optional<DataExtent> scanRiff(Bytes& bytes) {
    const bool rf64 = bytes.has(0, "RF64");
    std::uint64_t wideSize = 0;
    std::uint64_t chunk = 12;
    for (int i = 0; i < mostChunks && bytes.from(chunk) >= 8; ++i) {
        const std::uint64_t size = bytes.little(chunk + 4, 4);
        if (rf64 && bytes.has(chunk, "ds64")) wideSize = bytes.little(chunk + 16, 8);
        if (bytes.has(chunk, "data")) {
            const std::uint64_t held = bytes.from(chunk + 8);
            if (rf64 && size == 0xFFFFFFFFU)
                return wideSize == 0 || wideSize >> 63 != 0 ? std::nullopt
                                                            : std::optional(DataExtent{wideSize, held, 0});
            if (isPlaceholder(size) && held < size) return std::nullopt;
            // A size of zero is right in an empty file, whose outer size then is right too.
            const std::uint64_t outer = bytes.little(4, 4) + 8;
            const bool outerFits = outer == bytes.size() || outer + 1 == bytes.size();
            return DataExtent{size, held, size == 0 && held > 0 && !outerFits ? chunk + 4 : 0};
        }
        chunk += 8 + size + size % 2;
    }
    return std::nullopt;
}

std::optional<DataExtent> scanWave64(Bytes& bytes) {
    std::uint64_t chunk = 40; // two identifiers of 16 bytes and a size of 8
    for (int i = 0; i < mostChunks && bytes.from(chunk) >= 24; ++i) {
        const std::uint64_t size = bytes.little(chunk + 16, 8); // with its own header of 24 bytes
        if (size < 24 || size >> 62 != 0) return std::nullopt;
        if (bytes.has(chunk, "data")) return DataExtent{size - 24, bytes.from(chunk + 24), 0};
        chunk += (size + 7) / 8 * 8;
    }
    return std::nullopt;
}

std::optional<DataExtent> scanAiff(Bytes& bytes) {
    std::uint64_t chunk = 12;
    for (int i = 0; i < mostChunks && bytes.from(chunk) >= 8; ++i) {
        const std::uint64_t size = bytes.big(chunk + 4, 4);
        if (bytes.has(chunk, "SSND")) {
            // SoX writes 2^31 - 2^24 to a pipe.
            if (size < 8 || isPlaceholder(size) || size >= 0x7F000000U) return std::nullopt;
            return DataExtent{size - 8, bytes.from(chunk + 16), 0};
        }
        chunk += 8 + size + size % 2;
    }
    return std::nullopt;
}

std::optional<DataExtent> scanAu(Bytes& bytes, bool bigEndian) {
    const auto field = [&](std::uint64_t offset) {
        return bigEndian ? bytes.big(offset, 4) : bytes.little(offset, 4);
    };
    const std::uint64_t size = field(8);
    if (isPlaceholder(size)) return std::nullopt;
    return DataExtent{size, bytes.from(field(4)), 0};
}

std::optional<DataExtent> scanCaf(Bytes& bytes) {
    std::uint64_t chunk = 8;
    for (int i = 0; i < mostChunks && bytes.from(chunk) >= 12; ++i) {
        const std::uint64_t size = bytes.big(chunk + 4, 8);
        if (size >> 62 != 0) return std::nullopt; // -1: to the end of the file
        if (bytes.has(chunk, "data")) return DataExtent{size, bytes.from(chunk + 12), 0};
        chunk += 12 + size;
    }
    return std::nullopt;
}

/// The Xing (or Info) header stands in the first MPEG frame, after an ID3v2 tag if there is one.
std::optional<DataExtent> scanMp3(Bytes& bytes) {
    std::uint64_t frame = 0;
    if (bytes.has(0, "ID3")) {
        frame = 10;
        for (int i = 0; i < 4; ++i)
            frame += bytes.little(9 - i, 1) << (7 * i); // 7 bits a byte
    }
    const auto header = bytes.read(frame, 4);
    if (header[0] != 0xFF || header[1] >> 5 != 7) return std::nullopt;
    // Behind the side information, whose length depends on the version and on mono or stereo.
    const bool version1 = (header[1] >> 3 & 3) == 3;
    const bool mono = header[3] >> 6 == 3;
    const std::uint64_t xing = frame + 4 + (version1 ? (mono ? 17U : 32U) : (mono ? 9U : 17U));
    if (!bytes.has(xing, "Xing") && !bytes.has(xing, "Info")) return std::nullopt;
    const std::uint64_t flags = bytes.big(xing + 4, 4);
    if ((flags & 1) == 0 || (flags & 2) == 0) return std::nullopt;
    const std::uint64_t promised = bytes.big(xing + 12, 4);
    // Encoders differ by a frame in what they count.
    constexpr std::uint64_t largestFrame = 1441;
    return DataExtent{promised - std::min(promised, largestFrame), bytes.from(frame), 0};
}

/// An Ogg stream has no length in its head, but is made of pages that state theirs: a file cut off ends
/// within one.
std::optional<DataExtent> scanOgg(Bytes& bytes) {
    constexpr std::uint64_t largestPage = 65307, header = 27;
    const std::uint64_t start = bytes.size() - std::min(bytes.size(), largestPage);
    const auto tail = bytes.read(start, static_cast<std::size_t>(bytes.size() - start));
    constexpr std::string_view mark("OggS\0", 5); // with the version
    const auto page =
        std::find_end(tail.begin(), tail.end(), mark.begin(), mark.end(),
                      [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
    if (page == tail.end()) return std::nullopt;
    const std::uint64_t offset = start + static_cast<std::uint64_t>(page - tail.begin());
    const std::uint64_t segments = bytes.little(offset + 26, 1);
    std::uint64_t length = header + segments;
    for (const unsigned char size : bytes.read(offset + header, static_cast<std::size_t>(segments)))
        length += size;
    return DataExtent{offset + length, bytes.size(), 0};
}

} // namespace

std::optional<DataExtent> scanDataExtent(const std::filesystem::path& path) {
    Bytes bytes(path);
    if (bytes.has(8, "WAVE") && (bytes.has(0, "RIFF") || bytes.has(0, "RF64"))) return scanRiff(bytes);
    if (bytes.has(0, "riff") && bytes.has(24, "wave")) return scanWave64(bytes);
    if (bytes.has(0, "FORM") && (bytes.has(8, "AIFF") || bytes.has(8, "AIFC"))) return scanAiff(bytes);
    if (bytes.has(0, ".snd")) return scanAu(bytes, true);
    if (bytes.has(0, "dns.")) return scanAu(bytes, false);
    if (bytes.has(0, "caff")) return scanCaf(bytes);
    if (bytes.has(0, "OggS")) return scanOgg(bytes);
    if (bytes.has(0, "ID3") || bytes.little(0, 1) == 0xFF) return scanMp3(bytes);
    return std::nullopt;
}

} // namespace winnow::dsp
