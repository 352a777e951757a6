// SPDX-License-Identifier: GPL-3.0-or-later
/// A picture being drawn (cairo image surface: needs no display). canvas.cpp is the only file that includes
/// cairo.
#pragma once

#include "tools/plot/color_map.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace winnow::tools {

/// Pixels; y grows downward.
struct Point {
    double x = 0, y = 0;
};
struct Rect {
    double x = 0, y = 0, width = 0, height = 0;
    double right() const noexcept { return x + width; }
    double bottom() const noexcept { return y + height; }
};

/// Colours of cells, row by row from the top.
struct Raster {
    int width = 0, height = 0;
    std::vector<Rgb> cells; ///< width * height
};

/// How cells become pixels where there are fewer cells: blended, or with sharp edges.
enum class Scaling { Smooth, Blocks };

enum class Align { Left, Center, Right };

struct TextStyle {
    double size = 14; ///< pixels
    Align align = Align::Left;
    Rgb color{0.15, 0.15, 0.15};
    bool bold = false;
};

namespace ink {
inline constexpr Rgb paper{1, 1, 1};
inline constexpr Rgb text{0.15, 0.15, 0.15};
inline constexpr Rgb faint{0.45, 0.45, 0.45};
inline constexpr Rgb grid{0.86, 0.86, 0.86};
} // namespace ink

/// All drawing is [main].
class Canvas {
public:
    /// White. @throws std::runtime_error when out of memory; std::invalid_argument for sizes beyond 1 ..
    /// 16384
    Canvas(int width, int height);
    ~Canvas();
    Canvas(Canvas&&) noexcept;
    Canvas& operator=(Canvas&&) noexcept;

    int width() const noexcept;
    int height() const noexcept;

    void fill(const Rect& rect, const Rgb& color);
    void frame(const Rect& rect, const Rgb& color, double lineWidth = 1);
    void line(const Point& from, const Point& to, const Rgb& color, double lineWidth = 1);
    /// Joined lines, cut off at `clip`.
    void polyline(std::span<const Point> points, const Rect& clip, const Rgb& color, double lineWidth = 1.8);
    /// Scales the raster to `target`, cut off at `clip`. Smooth scaling averages where there are more cells
    /// than pixels.
    void image(const Raster& raster, const Rect& target, const Rect& clip, Scaling scaling = Scaling::Smooth);
    /// One line of text on its baseline. Bytes that are not UTF-8 show as '?'.
    void text(const std::string& line, const Point& at, const TextStyle& style = {});
    void verticalText(const std::string& line, const Point& at,
                      const TextStyle& style = {}); ///< reads upward
    double textWidth(const std::string& line, const TextStyle& style) const;
    /// The text, cut with "..." in its middle to at most `width` pixels.
    std::string fitted(const std::string& line, double width, const TextStyle& style) const;

    /// Written beside the target and renamed, so that no half picture stays. An existing file is replaced.
    /// @throws FileError (tools/output_guard.h)
    void writePng(const std::filesystem::path& path) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The text with every byte that is not part of valid UTF-8 replaced by '?'. [any]
std::string validUtf8(const std::string& text);

} // namespace winnow::tools
