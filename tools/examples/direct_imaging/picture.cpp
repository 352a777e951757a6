// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the companion.
#include "tools/examples/common/pictures.h"
#include "tools/examples/direct_imaging/direct_imaging.h"

#include <fmt/format.h>

#include <cmath>

namespace winnow::examples::direct_imaging {
namespace {

void drawDetection(Canvas& canvas, double left, const std::string& name, const Detection& detection,
                   const Observation& observation) {
    const Rect area{left, 50, 220, 220};
    const double limit = 0.8 * observation.companion.maxCoeff();
    drawCells(canvas, area, detection.image, -0.35 * limit, limit, &tools::levelColor);
    const double cell = area.width / static_cast<double>(observation.size);
    const double centre = static_cast<double>(observation.size - 1) / 2 + 0.5;
    const double y = centre + observation.separation * std::cos(observation.position);
    const double x = centre + observation.separation * std::sin(observation.position);
    canvas.frame({area.x + cell * (x - 4), area.y + cell * (y - 4), 8 * cell, 8 * cell}, {1, 1, 1}, 1.5);
    drawTitle(canvas, {left, 38}, name);
    canvas.text(fmt::format("signal to noise {:.1f}", detection.signalToNoise), {left, 292}, {13});
    canvas.text(fmt::format("light kept {:.0f} %", 100 * detection.throughput), {left, 311}, {13});
}

} // namespace

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 330);
    const Vector frame = f.observation.target.col(0);
    drawCells(canvas, {16, 50, 220, 220}, asImage(frame, f.observation.size), 0,
              8 * f.observation.companion.maxCoeff(), &tools::levelColor);
    drawTitle(canvas, {16, 38}, "One frame of the stack");
    canvas.text("colours span ten times more", {16, 292}, {13});
    drawDetection(canvas, 256, "Classical ADI", f.classical, f.observation);
    drawDetection(canvas, 496, "KLIP (PCA)", f.klip, f.observation);
    drawDetection(canvas, 736, "Sequential NMF", f.nmf, f.observation);
    return canvas;
}

} // namespace winnow::examples::direct_imaging
