// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the consensus matrices.
#include "tools/examples/common/pictures.h"
#include "tools/examples/expression/expression.h"

#include <fmt/format.h>

#include <algorithm>

namespace winnow::examples::expression {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 310);
    for (std::size_t r = 0; r < f.ranks.size() && r < 3; ++r) {
        const Rect area{20 + 225 * static_cast<double>(r), 50, 205, 205};
        drawTitle(canvas, {area.x, 36}, fmt::format("{} clusters", f.ranks[r].rank));
        drawCells(canvas, area, f.ranks[r].consensus, 0, 1, &tools::levelColor);
        canvas.text(fmt::format("cophenetic correlation {:.3f}", f.ranks[r].cophenetic), {area.x, 274}, {13});
        // Where the classes end.
        for (std::size_t s = 1; s < f.threeClasses.size(); ++s) {
            if (f.threeClasses[s] == f.threeClasses[s - 1]) continue;
            const double at =
                area.width * static_cast<double>(s) / static_cast<double>(f.threeClasses.size());
            canvas.line({area.x + at, area.y}, {area.x + at, area.bottom()}, seriesColor(4), 1.5);
            canvas.line({area.x, area.y + at}, {area.right(), area.y + at}, seriesColor(4), 1.5);
        }
    }
    canvas.text("samples in the order AML, ALL (B), ALL (T); lines between the classes", {20, 296},
                {12, tools::Align::Left, tools::ink::faint});
    const auto count = static_cast<Index>(f.ranks.size());
    Vector k(count), c(count);
    for (Index i = 0; i < count; ++i) {
        k(i) = static_cast<double>(f.ranks[static_cast<std::size_t>(i)].rank);
        c(i) = f.ranks[static_cast<std::size_t>(i)].cophenetic;
    }
    const Panel panel = makePanel({770, 50, 190, 205}, {k.minCoeff(), k.maxCoeff()}, "clusters",
                                  {std::min(0.9, c.minCoeff() - 0.01), 1.005}, "cophenetic correlation");
    drawGrid(canvas, panel);
    drawLine(canvas, panel, k, c, seriesColor(0));
    drawPoints(canvas, panel, k, c, seriesColor(0), 7);
    drawAxes(canvas, panel);
    return canvas;
}

} // namespace winnow::examples::expression
