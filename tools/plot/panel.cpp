// SPDX-License-Identifier: GPL-3.0-or-later
/// Parts of scientific pictures.
#include "tools/plot/panel.h"

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

constexpr double tickLength = 5, labelSize = 13, titleSize = 14, panelTitleSize = 15;

} // namespace

Point Panel::at(double xValue, double yValue) const noexcept {
    return {area.x + area.width * x.position(xValue), area.bottom() - area.height * y.position(yValue)};
}

void drawAxes(Canvas& canvas, const Panel& panel) {
    const Rect& area = panel.area;
    canvas.frame(area, ink::faint);
    double labelWidth = 0;
    for (const Tick& tick : panel.y.ticks) {
        const double y = panel.at(panel.x.low, tick.value).y;
        canvas.line({area.x - tickLength, y}, {area.x, y}, ink::faint);
        const TextStyle style{labelSize, Align::Right, ink::text, false};
        canvas.text(tick.label, {area.x - tickLength - 3, y + labelSize * 0.36}, style);
        labelWidth = std::max(labelWidth, canvas.textWidth(tick.label, style));
    }
    for (const Tick& tick : panel.x.ticks) {
        const double x = panel.at(tick.value, panel.y.low).x;
        canvas.line({x, area.bottom()}, {x, area.bottom() + tickLength}, ink::faint);
        canvas.text(tick.label, {x, area.bottom() + tickLength + labelSize + 1},
                    {labelSize, Align::Center, ink::text, false});
    }
    const TextStyle title{titleSize, Align::Center, ink::text, false};
    canvas.text(panel.x.title,
                {area.x + area.width / 2, area.bottom() + tickLength + labelSize + titleSize + 8}, title);
    canvas.verticalText(panel.y.title, {area.x - tickLength - labelWidth - 14, area.y + area.height / 2},
                        title);
}

void drawGrid(Canvas& canvas, const Panel& panel) {
    for (const Tick& tick : panel.x.ticks) {
        const double x = panel.at(tick.value, panel.y.low).x;
        canvas.line({x, panel.area.y}, {x, panel.area.bottom()}, ink::grid);
    }
    for (const Tick& tick : panel.y.ticks) {
        const double y = panel.at(panel.x.low, tick.value).y;
        canvas.line({panel.area.x, y}, {panel.area.right(), y}, ink::grid);
    }
}

void drawPanelTitle(Canvas& canvas, const Panel& panel, const std::string& title) {
    const TextStyle style{panelTitleSize, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, panel.area.width, style), {panel.area.x, panel.area.y - 8}, style);
}

void drawSpectrogram(Canvas& canvas, const Panel& panel, const Spectrogram& spectrogram, double lowDb,
                     double highDb) {
    canvas.fill(panel.area, levelColor(0));
    if (spectrogram.columns == 0) return;
    const double rowHz = spectrogram.highestHz / (spectrogram.rows - 1);
    Raster raster;
    raster.width = spectrogram.columns;
    // Row k of the raster is centred on its bin: the lowest half bin lies below the axis and is not worth a
    // correction.
    raster.height = std::clamp(static_cast<int>(std::lround(panel.y.high / rowHz)), 1, spectrogram.rows);
    raster.cells.reserve(static_cast<std::size_t>(raster.width) * static_cast<std::size_t>(raster.height));
    for (int row = raster.height - 1; row >= 0; --row) {
        for (int column = 0; column < raster.width; ++column)
            raster.cells.push_back(levelColor((spectrogram.at(column, row) - lowDb) / (highDb - lowDb)));
    }
    // The last column may reach beyond the sound.
    Rect target = panel.area;
    target.width *= spectrogram.columns * spectrogram.columnSeconds / panel.x.high;
    canvas.image(raster, target, panel.area);
}

void drawColorBar(Canvas& canvas, const Rect& area, const Axis& levels) {
    Raster raster{1, 256, {}};
    for (int i = 0; i < raster.height; ++i)
        raster.cells.push_back(levelColor(1 - (i + 0.5) / raster.height));
    canvas.image(raster, area, area);
    canvas.frame(area, ink::faint);
    for (const Tick& tick : levels.ticks) {
        const double y = area.bottom() - area.height * levels.position(tick.value);
        canvas.line({area.right(), y}, {area.right() + tickLength, y}, ink::faint);
        canvas.text(tick.label, {area.right() + tickLength + 3, y + labelSize * 0.36},
                    {labelSize, Align::Left, ink::text, false});
    }
    canvas.text(levels.title, {area.x + area.width / 2, area.y - 8},
                {labelSize, Align::Center, ink::text, false});
}

void drawCurve(Canvas& canvas, const Panel& panel, std::span<const double> x, std::span<const double> y,
               const Rgb& color) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < x.size(); ++i)
        points.push_back(panel.at(x[i], y[i]));
    canvas.polyline(points, panel.area, color);
}

} // namespace winnow::tools
