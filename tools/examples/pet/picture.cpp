// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the curves and factor images.
#include "tools/examples/common/pictures.h"
#include "tools/examples/pet/pet.h"

namespace winnow::examples::pet {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 450);
    const std::vector<std::string> names{"blood", "tissue", "lesion"};
    const std::vector<std::pair<std::string, const Matrix*>> rows{
        {"true", &f.phantom.images}, {"sparse NMF", &f.sparse.images}, {"NMF", &f.plain.images}};
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (Index a = 0; a < 3; ++a) {
            const Rect area{100 + 136.0 * static_cast<double>(a), 40 + 136.0 * static_cast<double>(r), 128,
                            128};
            drawCells(canvas, area, asImage(rows[r].second->row(a), f.phantom.side), 0, 1,
                      &tools::levelColor);
            if (a == 0) canvas.text(rows[r].first, {92, area.y + 68}, {13, tools::Align::Right});
            if (r == 0)
                canvas.text(names[static_cast<std::size_t>(a)], {area.x + 64, 28},
                            {14, tools::Align::Center});
        }
    const Panel panel =
        makePanel({610, 40, 340, 340}, {0, 52}, "minutes after injection", {0, 100}, "activity");
    drawGrid(canvas, panel);
    for (Index a = 0; a < 3; ++a) {
        drawLine(canvas, panel, f.phantom.minutes, f.phantom.curves.col(a), seriesColor(6));
        drawLine(canvas, panel, f.phantom.minutes, f.sparse.curves.col(a),
                 seriesColor(static_cast<std::size_t>(a)));
    }
    drawAxes(canvas, panel);
    drawPanelTitle(canvas, panel, "Curves: true (grey), found (colours)");
    drawLegend(canvas, {820, 70},
               {{names[0], seriesColor(0)}, {names[1], seriesColor(1)}, {names[2], seriesColor(2)}});
    return canvas;
}

} // namespace winnow::examples::pet
