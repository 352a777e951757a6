// SPDX-License-Identifier: GPL-3.0-or-later
/// A PNG file read back, for tests of pictures.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>

namespace winnow::test {

class Png {
public:
    explicit Png(const std::filesystem::path& path)
        : surface_(cairo_image_surface_create_from_png(path.c_str())) {
        if (cairo_surface_status(surface_) != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error("not a PNG: " + path.string());
    }
    ~Png() { cairo_surface_destroy(surface_); }
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;

    int width() const { return cairo_image_surface_get_width(surface_); }
    int height() const { return cairo_image_surface_get_height(surface_); }

    std::uint32_t at(int x, int y) const { ///< 0xRRGGBB
        std::uint32_t pixel = 0;
        const auto stride = cairo_image_surface_get_stride(surface_);
        std::memcpy(&pixel,
                    cairo_image_surface_get_data(surface_) + std::ptrdiff_t{y} * stride +
                        4 * std::ptrdiff_t{x},
                    sizeof pixel);
        return pixel & 0xFFFFFFU;
    }

    std::size_t colors() const { ///< different ones
        std::set<std::uint32_t> seen;
        for (int y = 0; y < height(); ++y)
            for (int x = 0; x < width(); ++x)
                seen.insert(at(x, y));
        return seen.size();
    }

    int brightness(int x, int y) const { ///< sum of the three channels
        const std::uint32_t pixel = at(x, y);
        return static_cast<int>((pixel >> 16U) + (pixel >> 8U & 0xFFU) + (pixel & 0xFFU));
    }

private:
    cairo_surface_t* surface_;
};

} // namespace winnow::test
