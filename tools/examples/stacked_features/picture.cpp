// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the features.
#include "tools/examples/common/pictures.h"
#include "tools/examples/stacked_features/stacked_features.h"

namespace winnow::examples::stacked_features {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 420);
    const Index shown = std::min<Index>(6 * 20, f.strip.cols());
    drawTitle(canvas, {20, 28}, "Digits at random places in their cells");
    drawCells(canvas, {20, 40, 940, 67}, f.strip.leftCols(shown), 0, 1);
    drawTitle(canvas, {20, 138}, "Activations of the first layer");
    const Matrix active = f.activations.leftCols(shown);
    drawCells(canvas, {20, 150, 940, 110}, active, 0, 0.8 * active.maxCoeff());
    drawTitle(canvas, {20, 290}, "Features of the first layer");
    for (std::size_t a = 0; a < f.strokes.size(); ++a)
        drawCells(canvas,
                  {20 + 46 * static_cast<double>(a % 8), 302 + 56 * static_cast<double>(a / 8), 24, 48},
                  f.strokes[a], 0, f.strokes[a].maxCoeff());
    drawTitle(canvas, {430, 290}, "Nearest neighbour of the right class");
    drawBars(canvas, {430, 302, 530, 108},
             {{"pixels", f.pixels},
              {"NMF of the cells", f.nmf},
              {"first layer, pooled", f.first},
              {"second layer, pooled", f.second},
              {"both layers", f.both}},
             1);
    return canvas;
}

} // namespace winnow::examples::stacked_features
