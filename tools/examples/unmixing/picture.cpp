// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the unmixed scene.
#include "tools/examples/common/pictures.h"
#include "tools/examples/unmixing/unmixing.h"

namespace winnow::examples::unmixing {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 560);
    const Panel spectra =
        makePanel({60, 40, 500, 200}, {0.4, 2.5}, "wavelength in micrometres", {0, 1}, "reflectance");
    drawGrid(canvas, spectra);
    for (Index a = 0; a < f.spectra.cols(); ++a) {
        drawLine(canvas, spectra, f.scene.micrometres, f.spectra.col(a),
                 seriesColor(static_cast<std::size_t>(a)));
        drawLine(canvas, spectra, f.scene.micrometres, f.scene.spectra.col(a), seriesColor(6));
    }
    drawAxes(canvas, spectra);
    drawPanelTitle(canvas, spectra, "Materials: true (grey) and SPA's pixels (colours)");

    const auto count = static_cast<Index>(f.comparisons.size());
    Vector decibels(count);
    Matrix angles(count, 4);
    for (Index i = 0; i < count; ++i) {
        const Comparison& c = f.comparisons[static_cast<std::size_t>(i)];
        decibels(i) = c.decibels;
        angles.row(i) << c.spa.angle, c.xray.angle, c.random.angle, c.kMeans.angle;
    }
    const Panel error = makeLogPanel({680, 40, 270, 200}, {decibels.minCoeff(), decibels.maxCoeff()},
                                     "signal to noise in dB", {0.1, 100}, "spectral angle, degrees");
    drawGrid(canvas, error);
    for (Index a = 0; a < angles.cols(); ++a)
        drawLine(canvas, error, decibels, angles.col(a), seriesColor(static_cast<std::size_t>(a)));
    drawAxes(canvas, error);
    drawPanelTitle(canvas, error, "Error of the spectra");
    drawLegend(canvas, {680, 340},
               {{"SPA", seriesColor(0)},
                {"XRAY", seriesColor(1)},
                {"NMF, random starts", seriesColor(2)},
                {"k-means", seriesColor(3)}});

    drawTitle(canvas, {16, 312}, "Share of each material: true above, by SPA below");
    for (Index a = 0; a < f.abundances.rows() && a < 8; ++a) {
        const double left = 16 + 118.0 * static_cast<double>(a);
        drawCells(canvas, {left, 324, 110, 110}, asImage(f.scene.abundances.row(a), f.scene.side), 0, 1,
                  &tools::levelColor);
        drawCells(canvas, {left, 440, 110, 110}, asImage(f.abundances.row(a), f.scene.side), 0, 1,
                  &tools::levelColor);
    }
    return canvas;
}

} // namespace winnow::examples::unmixing
