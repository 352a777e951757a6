// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the errors' distributions.
#include "tools/examples/common/pictures.h"
#include "tools/examples/internet_distances/internet_distances.h"

namespace winnow::examples::internet_distances {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(640, 400);
    const Panel panel =
        makePanel({80, 40, 520, 290}, {0, 1}, "relative error", {0, 1}, "share of pairs below");
    drawGrid(canvas, panel);
    std::vector<std::pair<std::string, Rgb>> legend;
    for (std::size_t m = 0; m < f.methods.size(); ++m) {
        constexpr Index points = 200;
        Vector error(points), share = Vector::LinSpaced(points, 0, 1);
        for (Index p = 0; p < points; ++p)
            error(p) =
                f.methods[m]
                    .errors[(f.methods[m].errors.size() - 1) * static_cast<std::size_t>(p) / (points - 1)];
        drawLine(canvas, panel, error, share, seriesColor(m));
        legend.emplace_back(f.methods[m].method, seriesColor(m));
    }
    drawAxes(canvas, panel);
    drawPanelTitle(canvas, panel, "Distances between hosts that never measured each other");
    drawLegend(canvas, {470, 250}, legend);
    return canvas;
}

} // namespace winnow::examples::internet_distances
