// SPDX-License-Identifier: GPL-3.0-or-later
/// W and H as a picture.
#include "tools/factorize/output/pictures.h"
#include "tools/factorize/output/raster.h"
#include "tools/plot/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

using nmf::Matrix;

constexpr double margin = 24, header = 64;
constexpr Index mostTiles = 200; // more would be smaller than anybody can see

void drawTitle(Canvas& canvas, const std::string& title) {
    const TextStyle style{18, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, canvas.width() - 2 * margin, style), {margin, 32}, style);
}

Canvas drawTiles(const Matrix<double>& W, Index height, const std::string& title) {
    const Index tiles = std::min(W.cols(), mostTiles), width = W.rows() / height;
    const auto across = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(tiles) * 1.6)));
    const Index down = (tiles + across - 1) / across;
    const double cellWidth = std::clamp(1100.0 / static_cast<double>(across), 24.0, 160.0),
                 cellHeight = std::clamp(cellWidth * static_cast<double>(height) / static_cast<double>(width),
                                         12.0, 320.0),
                 gap = 8;
    Canvas canvas(
        static_cast<int>(2 * margin + static_cast<double>(across) * (cellWidth + gap)),
        std::min(16000, static_cast<int>(header + margin + static_cast<double>(down) * (cellHeight + gap))));
    drawTitle(canvas, title);
    const Matrix<double> levels = scaledColumns(W);
    for (Index a = 0; a < tiles; ++a) {
        const Matrix<double> tile = levels.col(a).reshaped(height, width);
        const Rect area{margin + static_cast<double>(a % across) * (cellWidth + gap),
                        header + static_cast<double>(a / across) * (cellHeight + gap), cellWidth, cellHeight};
        canvas.image(rasterOf(tile, 320), area, area, Scaling::Blocks);
        canvas.frame(area, ink::grid);
    }
    return canvas;
}

Axis countAxis(Index count, const std::string& title) {
    Axis axis{0, static_cast<double>(std::max<Index>(count, 1)), false, title, {}};
    axis.ticks = roundTicks(0, axis.high, 6);
    return axis;
}

} // namespace

Canvas drawComponents(const Matrix<double>& W, const Matrix<double>& H, Index height,
                      const std::string& title) {
    if (height > 0 && W.rows() % height == 0) return drawTiles(W, height, title);
    Canvas canvas(1200, 640);
    drawTitle(canvas, title);
    const bool both = H.size() > 0;
    // W stands upright at the left, H lies at the right, so that their components can be followed.
    Panel left{
        {90, 84, both ? 360.0 : 1000.0, 480}, countAxis(W.cols(), "component"), countAxis(W.rows(), "row")};
    std::swap(left.y.low, left.y.high); // row 0 on top
    canvas.image(rasterOf(scaledColumns(W)), left.area, left.area, Scaling::Blocks);
    drawAxes(canvas, left);
    drawPanelTitle(canvas, left, fmt::format("W, {} x {}", W.rows(), W.cols()));
    if (both) {
        Panel right{{550, 84, 540, 480}, countAxis(H.cols(), "column"), countAxis(H.rows(), "component")};
        std::swap(right.y.low, right.y.high);
        canvas.image(rasterOf(scaledColumns(H.transpose()).transpose()), right.area, right.area,
                     Scaling::Blocks);
        drawAxes(canvas, right);
        drawPanelTitle(canvas, right, fmt::format("H, {} x {}", H.rows(), H.cols()));
    }
    Axis levels{0, 1, false, "of largest", {{0, "0"}, {0.5, "0.5"}, {1, "1"}}};
    drawColorBar(canvas, {1120, 84, 20, 480}, levels);
    return canvas;
}

} // namespace winnow::tools
