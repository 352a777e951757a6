// SPDX-License-Identifier: GPL-3.0-or-later
/// A picture being drawn.
#include "tools/plot/canvas.h"

#include "system/replaced_file.h"
#include "tools/output_guard.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace winnow::tools {
namespace {

struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextDeleter {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceDeleter>;

void setColor(cairo_t* context, const Rgb& color) {
    cairo_set_source_rgb(context, color.r, color.g, color.b);
}

void setFont(cairo_t* context, const TextStyle& style) {
    cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context, style.size);
}

std::uint32_t packed(const Rgb& color) {
    const auto byte = [](double v) {
        return static_cast<std::uint32_t>(std::lround(std::clamp(v, 0.0, 1.0) * 255));
    };
    return byte(color.r) << 16U | byte(color.g) << 8U | byte(color.b);
}

Surface surfaceOf(const Raster& raster) {
    Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, raster.width, raster.height));
    unsigned char* bytes = cairo_image_surface_get_data(surface.get());
    if (bytes == nullptr) return surface;
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    const auto width = static_cast<std::size_t>(raster.width);
    for (std::size_t row = 0; row < static_cast<std::size_t>(raster.height); ++row) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::uint32_t pixel = packed(raster.cells[row * width + x]);
            std::memcpy(bytes + row * stride + x * sizeof pixel, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(surface.get());
    return surface;
}

} // namespace

struct Canvas::State {
    Surface surface;
    std::unique_ptr<cairo_t, ContextDeleter> context;
    int width = 0, height = 0;
};

Canvas::Canvas(int width, int height) : state_(std::make_unique<State>()) {
    if (width < 1 || height < 1 || width > 16384 || height > 16384)
        throw std::invalid_argument("a picture has 1 to 16384 pixels a side");
    state_->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
    state_->context.reset(cairo_create(state_->surface.get()));
    state_->width = width;
    state_->height = height;
    if (cairo_status(state_->context.get()) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("not enough memory for the picture");
    fill({0, 0, double(width), double(height)}, ink::paper);
}

Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

int Canvas::width() const noexcept {
    return state_->width;
}
int Canvas::height() const noexcept {
    return state_->height;
}

void Canvas::fill(const Rect& rect, const Rgb& color) {
    cairo_t* context = state_->context.get();
    setColor(context, color);
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height);
    cairo_fill(context);
}

void Canvas::frame(const Rect& rect, const Rgb& color, double lineWidth) {
    cairo_t* context = state_->context.get();
    setColor(context, color);
    cairo_set_line_width(context, lineWidth);
    // Centres of pixels: a line of one pixel stays sharp.
    cairo_rectangle(context, std::floor(rect.x) + 0.5, std::floor(rect.y) + 0.5, std::round(rect.width),
                    std::round(rect.height));
    cairo_stroke(context);
}

void Canvas::line(const Point& from, const Point& to, const Rgb& color, double lineWidth) {
    cairo_t* context = state_->context.get();
    setColor(context, color);
    cairo_set_line_width(context, lineWidth);
    cairo_move_to(context, std::floor(from.x) + 0.5, std::floor(from.y) + 0.5);
    cairo_line_to(context, std::floor(to.x) + 0.5, std::floor(to.y) + 0.5);
    cairo_stroke(context);
}

void Canvas::polyline(std::span<const Point> points, const Rect& clip, const Rgb& color, double lineWidth) {
    cairo_t* context = state_->context.get();
    cairo_save(context);
    cairo_rectangle(context, clip.x, clip.y, clip.width, clip.height);
    cairo_clip(context);
    setColor(context, color);
    cairo_set_line_width(context, lineWidth);
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    for (const Point& point : points)
        cairo_line_to(context, point.x, point.y);
    cairo_stroke(context);
    cairo_restore(context);
}

void Canvas::image(const Raster& raster, const Rect& target, const Rect& clip, Scaling scaling) {
    if (raster.width < 1 || raster.height < 1) return;
    const Surface surface = surfaceOf(raster);
    cairo_t* context = state_->context.get();
    cairo_save(context);
    cairo_rectangle(context, clip.x, clip.y, clip.width, clip.height);
    cairo_clip(context);
    cairo_translate(context, target.x, target.y);
    cairo_scale(context, target.width / raster.width, target.height / raster.height);
    cairo_set_source_surface(context, surface.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(context),
                             scaling == Scaling::Smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD); // no fading at the edges
    cairo_paint(context);
    cairo_restore(context);
}

double Canvas::textWidth(const std::string& line, const TextStyle& style) const {
    cairo_text_extents_t extents{};
    setFont(state_->context.get(), style);
    cairo_text_extents(state_->context.get(), validUtf8(line).c_str(), &extents);
    return extents.x_advance;
}

std::string Canvas::fitted(const std::string& line, double width, const TextStyle& style) const {
    std::string whole = validUtf8(line);
    if (textWidth(whole, style) <= width) return whole;
    for (std::size_t kept = whole.size(); kept > 0; --kept) {
        // Cutting may split a character: validUtf8 then shows '?', which is honest enough in a shortened
        // name.
        std::string cut = whole.substr(0, kept - kept / 2) + "..." + whole.substr(whole.size() - kept / 2);
        if (textWidth(cut, style) <= width) return validUtf8(cut);
    }
    return {};
}

void Canvas::text(const std::string& line, const Point& at, const TextStyle& style) {
    cairo_t* context = state_->context.get();
    const double width = textWidth(line, style);
    setColor(context, style.color);
    const double shift = style.align == Align::Left ? 0 : style.align == Align::Center ? width / 2 : width;
    cairo_move_to(context, at.x - shift, at.y);
    cairo_show_text(context, validUtf8(line).c_str());
    cairo_new_path(context);
}

void Canvas::verticalText(const std::string& line, const Point& at, const TextStyle& style) {
    constexpr double quarterTurn = 1.57079632679489661923;
    cairo_save(state_->context.get());
    cairo_translate(state_->context.get(), at.x, at.y);
    cairo_rotate(state_->context.get(), -quarterTurn);
    text(line, {0, 0}, style);
    cairo_restore(state_->context.get());
}

void Canvas::writePng(const std::filesystem::path& path) const {
    struct Output {
        system::ReplacedFile file;
        std::exception_ptr failure; // exceptions do not pass through cairo
    } output{system::ReplacedFile(path, {.durable = false, .what = "the picture"}), nullptr};
    const auto write = [](void* to, const unsigned char* bytes, unsigned count) {
        auto& [file, failure] = *static_cast<Output*>(to);
        try {
            file.write({reinterpret_cast<const char*>(bytes), count});
            return CAIRO_STATUS_SUCCESS;
        } catch (...) {
            failure = std::current_exception();
            return CAIRO_STATUS_WRITE_ERROR;
        }
    };
    cairo_surface_flush(state_->surface.get());
    const cairo_status_t status = cairo_surface_write_to_png_stream(state_->surface.get(), write, &output);
    if (output.failure) std::rethrow_exception(output.failure);
    if (status != CAIRO_STATUS_SUCCESS)
        throw FileError(path,
                        std::string("the picture cannot be written: ") + cairo_status_to_string(status));
    output.file.commit();
}

std::string validUtf8(const std::string& text) {
    std::string valid;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80                    ? 1
                                   : lead >= 0xC2 && lead < 0xE0  ? 2
                                   : lead >= 0xE0 && lead < 0xF0  ? 3
                                   : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                                  : 0;
        bool good = length > 0 && i + length <= text.size() && lead != 0;
        for (std::size_t k = 1; good && k < length; ++k)
            good = (text[i + k] & '\xC0') == '\x80';
        if (good && length > 2) {
            // Overlong forms, surrogates and code points above U+10FFFF: decided by the second byte (RFC
            // 3629).
            const auto second = static_cast<unsigned char>(text[i + 1]);
            good = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F) &&
                   !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
        }
        valid += good ? text.substr(i, length) : "?";
        i += good ? length : 1;
    }
    return valid;
}

} // namespace winnow::tools
