// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the filled-in digits.
#include "tools/examples/common/pictures.h"
#include "tools/examples/data/digits.h"
#include "tools/examples/imputation/imputation.h"

#include <cmath>

namespace winnow::examples::imputation {
namespace {

void drawRow(Canvas& canvas, double top, const std::string& name, const Matrix& images) {
    canvas.text(name, {110, top + 26}, {13, tools::Align::Right});
    for (Index j = 0; j < std::min<Index>(10, images.cols()); ++j) {
        const Matrix image = asImage(images.col(j), Digits::height);
        const Rect area{120 + 46.0 * static_cast<double>(j), top, 40, 40};
        drawCells(canvas, area, image, 0, 1);
        for (Index x = 0; x < 8; ++x)
            for (Index y = 0; y < 8; ++y)
                if (std::isnan(image(y, x)))
                    canvas.fill(
                        {area.x + 5.0 * static_cast<double>(x), area.y + 5.0 * static_cast<double>(y), 5, 5},
                        {0.95, 0.65, 0.35});
    }
}

} // namespace

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 320);
    drawTitle(canvas, {40, 28}, "Digits with hidden pixels (orange), and filled in");
    drawRow(canvas, 44, "as scanned", f.truth);
    drawRow(canvas, 94, "with holes", f.holed);
    drawRow(canvas, 144, "NMF", f.byNmf);
    drawRow(canvas, 194, "SVD", f.bySvd);
    drawRow(canvas, 244, "neighbours", f.byNeighbours);
    const auto count = static_cast<Index>(f.digits.size());
    Vector share(count), mean(count), neighbours(count), svd(count), nmf(count);
    for (Index i = 0; i < count; ++i) {
        const Errors& e = f.digits[static_cast<std::size_t>(i)];
        share(i) = 100 * e.hidden, mean(i) = e.mean, neighbours(i) = e.neighbours, svd(i) = e.svd,
        nmf(i) = e.nmf;
    }
    const Panel panel = makePanel({680, 44, 270, 220}, {0, 100 * f.digits.back().hidden + 5},
                                  "hidden pixels, %", {0, 0.35}, "RMSE");
    drawGrid(canvas, panel);
    drawLine(canvas, panel, share, nmf, seriesColor(0));
    drawLine(canvas, panel, share, svd, seriesColor(1));
    drawLine(canvas, panel, share, neighbours, seriesColor(2));
    drawLine(canvas, panel, share, mean, seriesColor(3));
    drawAxes(canvas, panel);
    drawLegend(canvas, {700, 190},
               {{"NMF", seriesColor(0)},
                {"SVD", seriesColor(1)},
                {"neighbours", seriesColor(2)},
                {"mean", seriesColor(3)}});
    return canvas;
}

} // namespace winnow::examples::imputation
