// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/grey_image.h"

#include "tools/factorize/input/byte_source.h"
#include "tools/output_guard.h"

#include <cairo.h>

#include <array>
#include <cctype>
#include <cstring>
#include <memory>
#include <string>

namespace winnow::tools {
namespace {

using nmf::Index;
constexpr std::uint64_t mostPixels = std::uint64_t{1} << 26;

std::string extensionOf(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    for (char& c : extension)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return extension;
}

void checkSize(const std::filesystem::path& path, std::uint64_t width, std::uint64_t height) {
    if (width == 0 || height == 0) throw FileError(path, "is a picture without pixels");
    if (height > mostPixels / width)
        throw FileError(path, "is " + std::to_string(width) + " x " + std::to_string(height) +
                                  " pixels; pictures of up to 67 million can be read");
}

/// Looks at the header before anything is unpacked.
void checkPngHeader(const std::filesystem::path& path) {
    FileSource source(path);
    std::array<unsigned char, 24> start{};
    if (source.size() < start.size()) throw FileError(path, "is too short to be a PNG picture");
    source.read(start.data(), start.size());
    if (std::memcmp(start.data(), "\x89PNG\r\n\x1A\n", 8) != 0) throw FileError(path, "is not a PNG picture");
    const auto number = [&](std::size_t at) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 4; ++i)
            value = value << 8 | start[at + i];
        return value;
    };
    checkSize(path, number(16), number(20));
}

nmf::Matrix<double> readPng(const std::filesystem::path& path) {
    checkPngHeader(path);
    const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
        cairo_image_surface_create_from_png(path.c_str()), cairo_surface_destroy);
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
        throw FileError(path,
                        std::string("cannot be read as a PNG picture: ") + cairo_status_to_string(status));
    cairo_format_t format = cairo_image_surface_get_format(surface.get());
    if (format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24)
        throw FileError(path, "has a kind of pixels that cannot be read; save it with 8 bits a channel");
    const Index width = cairo_image_surface_get_width(surface.get()),
                height = cairo_image_surface_get_height(surface.get());
    const auto stride = static_cast<std::ptrdiff_t>(cairo_image_surface_get_stride(surface.get()));
    const unsigned char* const data = cairo_image_surface_get_data(surface.get());
    nmf::Matrix<double> grey(height, width);
    for (Index y = 0; y < height; ++y)
        for (Index x = 0; x < width; ++x) {
            std::uint32_t pixel = 0; // 0xAARRGGBB, colours multiplied by the opacity
            std::memcpy(&pixel, data + y * stride + 4 * x, sizeof pixel);
            const double r = pixel >> 16 & 0xFF, g = pixel >> 8 & 0xFF, b = pixel & 0xFF;
            grey(y, x) = r == g && g == b ? r / 255 : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
        }
    return grey;
}

/// PGM after Poskanzer: P2 (text) or P5 (bytes), sizes and the value of white between blanks and # comments.
class PgmReader {
public:
    explicit PgmReader(const std::filesystem::path& path)
        : path_(path), source_(path), left_(source_.size()) {}

    nmf::Matrix<double> read() {
        char kind[2];
        kind[0] = next();
        kind[1] = next();
        if (kind[0] != 'P' || (kind[1] != '2' && kind[1] != '5'))
            throw FileError(path_, "is not a PGM picture");
        const std::uint64_t width = number(), height = number(), white = number();
        checkSize(path_, width, height);
        if (white == 0 || white > 65535) throw FileError(path_, "has an impossible value of white");
        const std::uint64_t each = white > 255 ? 2 : 1;
        if (width * height > left_ / (kind[1] == '5' ? each : 1) + 1)
            throw FileError(path_, "is shorter than its header says");
        nmf::Matrix<double> grey(static_cast<Index>(height), static_cast<Index>(width));
        for (Index y = 0; y < grey.rows(); ++y)
            for (Index x = 0; x < grey.cols(); ++x) {
                std::uint64_t value = 0;
                if (kind[1] == '2') {
                    value = number();
                } else {
                    for (std::uint64_t i = 0; i < each; ++i)
                        value = value << 8 | static_cast<unsigned char>(next());
                }
                if (value > white) throw FileError(path_, "has pixels brighter than its white");
                grey(y, x) = static_cast<double>(value) / static_cast<double>(white);
            }
        return grey;
    }

private:
    char next() {
        char c = 0;
        source_.read(&c, 1);
        --left_;
        return c;
    }
    /// A number and the one blank behind it (the last number of a text file may end with the file).
    std::uint64_t number() {
        char c = next();
        while (std::isspace(static_cast<unsigned char>(c)) != 0 || c == '#') {
            if (c == '#')
                while (c != '\n')
                    c = next();
            c = next();
        }
        std::uint64_t value = 0;
        bool any = false;
        while (c >= '0' && c <= '9') {
            value = value * 10 + static_cast<std::uint64_t>(c - '0');
            any = true;
            if (value > 0xFFFFFFFF || left_ == 0) break;
            c = next();
        }
        if (!any || value > 0xFFFFFFFF) throw FileError(path_, "has a number that cannot be read");
        return value;
    }

    std::filesystem::path path_;
    FileSource source_;
    std::uint64_t left_;
};

} // namespace

nmf::Matrix<double> readGreyImage(const std::filesystem::path& path) {
    return extensionOf(path) == ".pgm" ? PgmReader(path).read() : readPng(path);
}

bool hasImageExtension(const std::filesystem::path& path) {
    const std::string extension = extensionOf(path);
    return extension == ".png" || extension == ".pgm";
}

} // namespace winnow::tools
