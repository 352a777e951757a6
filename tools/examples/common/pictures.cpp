// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/common/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace winnow::examples {

using tools::Align;
namespace ink = tools::ink;

Rgb seriesColor(std::size_t index) {
    constexpr std::array<Rgb, 7> colors{Rgb{0.00, 0.45, 0.70}, Rgb{0.84, 0.37, 0.00}, Rgb{0.00, 0.62, 0.45},
                                        Rgb{0.80, 0.47, 0.65}, Rgb{0.34, 0.71, 0.91}, Rgb{0.90, 0.62, 0.00},
                                        Rgb{0.35, 0.35, 0.35}};
    return colors.at(index % colors.size());
}

Rgb inkColor(double level) {
    const double light = 1 - 0.94 * std::clamp(level, 0.0, 1.0);
    return {light, light, light};
}

Panel makePanel(const Rect& area, std::pair<double, double> x, const std::string& xTitle,
                std::pair<double, double> y, const std::string& yTitle) {
    Panel panel;
    panel.area = area;
    panel.x = {x.first, x.second, false, xTitle,
               tools::roundTicks(x.first, x.second, std::max(2, static_cast<int>(area.width / 50)))};
    panel.y = {y.first, y.second, false, yTitle,
               tools::roundTicks(y.first, y.second, std::max(2, static_cast<int>(area.height / 34)))};
    return panel;
}

Panel makeLogPanel(const Rect& area, std::pair<double, double> x, const std::string& xTitle,
                   std::pair<double, double> y, const std::string& yTitle) {
    Panel panel = makePanel(area, x, xTitle, y, yTitle);
    panel.y.logarithmic = true;
    panel.y.ticks.clear();
    for (int e = static_cast<int>(std::ceil(std::log10(y.first) - 1e-9));
         std::pow(10, e) <= y.second * 1.0001; ++e)
        panel.y.ticks.push_back({std::pow(10, e), fmt::format("{:g}", std::pow(10, e))});
    return panel;
}

void drawCells(Canvas& canvas, const Rect& area, const Matrix& cells, double low, double high,
               Rgb (*color)(double)) {
    tools::Raster raster{static_cast<int>(cells.cols()), static_cast<int>(cells.rows()), {}};
    raster.cells.reserve(static_cast<std::size_t>(cells.size()));
    for (Index i = 0; i < cells.rows(); ++i)
        for (Index j = 0; j < cells.cols(); ++j)
            raster.cells.push_back(color((cells(i, j) - low) / (high > low ? high - low : 1)));
    canvas.image(raster, area, area, tools::Scaling::Blocks);
    canvas.frame(area, ink::faint);
}

Matrix asImage(const Vector& pixels, Index height) {
    return Eigen::Map<const Matrix>(pixels.data(), height, pixels.size() / height);
}

void drawLegend(Canvas& canvas, const Point& at, const std::vector<std::pair<std::string, Rgb>>& entries) {
    double y = at.y;
    for (const auto& [name, color] : entries) {
        canvas.fill({at.x, y - 6, 18, 4}, color);
        canvas.text(name, {at.x + 24, y}, {13, Align::Left, ink::text, false});
        y += 19;
    }
}

void drawPoints(Canvas& canvas, const Panel& panel, const Vector& x, const Vector& y, const Rgb& color,
                double size) {
    for (Index i = 0; i < x.size(); ++i) {
        const Point at = panel.at(x(i), y(i));
        canvas.fill({at.x - size / 2, at.y - size / 2, size, size}, color);
    }
}

void drawLine(Canvas& canvas, const Panel& panel, const Vector& x, const Vector& y, const Rgb& color) {
    const auto length = static_cast<std::size_t>(x.size());
    tools::drawCurve(canvas, panel, {x.data(), length}, {y.data(), length}, color);
}

void drawBars(Canvas& canvas, const Rect& area, const std::vector<std::pair<std::string, double>>& bars,
              double most, int decimals) {
    double names = 0;
    for (const auto& bar : bars)
        names = std::max(names, canvas.textWidth(bar.first, {13}));
    const double left = area.x + names + 8, room = area.width - names - 64;
    const double step = area.height / static_cast<double>(bars.size());
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double y = area.y + step * static_cast<double>(i);
        const double length = room * std::clamp(bars[i].second / most, 0.0, 1.0);
        canvas.text(bars[i].first, {left - 8, y + step / 2 + 4}, {13, Align::Right, ink::text, false});
        canvas.fill({left, y + step * 0.18, length, step * 0.64}, seriesColor(i));
        canvas.text(fmt::format("{:.{}f}", bars[i].second, decimals), {left + length + 6, y + step / 2 + 4},
                    {13, Align::Left, ink::text, false});
    }
}

void drawTitle(Canvas& canvas, const Point& at, const std::string& title) {
    canvas.text(title, at, {15, Align::Left, ink::text, true});
}

Vector counting(Index n, double from) {
    return Vector::LinSpaced(n, from, from + static_cast<double>(n - 1));
}

} // namespace winnow::examples
