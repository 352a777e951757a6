// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the parts.
#include "tools/examples/common/pictures.h"
#include "tools/examples/digits_parts/digits_parts.h"

namespace winnow::examples::digits_parts {
namespace {

/// Blue below zero, white, dark above.
Rgb signedColor(double level) {
    const double x = 2 * level - 1;
    return x >= 0 ? inkColor(x) : Rgb{1 + 0.9 * x, 1 + 0.5 * x, 1};
}

void drawAtoms(Canvas& canvas, double left, double top, const Matrix& atoms, Index height, Index across,
               double size) {
    for (Index a = 0; a < atoms.cols(); ++a) {
        const double limit = atoms.col(a).cwiseAbs().maxCoeff();
        drawCells(canvas,
                  {left + (size + 4) * static_cast<double>(a % across),
                   top + (size + 4) * static_cast<double>(a / across), size, size},
                  asImage(atoms.col(a), height), -limit, limit, &signedColor);
    }
}

} // namespace

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 500);
    const std::vector<std::pair<std::string, const Dictionary*>> columns{
        {"NMF", &f.nmf}, {"Vector quantisation", &f.vq}, {"PCA", &f.pca}};
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double left = 20 + 325 * static_cast<double>(c);
        drawTitle(canvas, {left, 28}, columns[c].first);
        drawAtoms(canvas, left, 40, columns[c].second->atoms, 8, 5, 40);
        drawAtoms(canvas, left, 290, columns[c].second->swimmer, 32, 6, 46);
    }
    canvas.text("above: handwritten digits; below: the swimmer; blue is negative", {20, 488},
                {13, tools::Align::Left, tools::ink::faint});
    return canvas;
}

} // namespace winnow::examples::digits_parts
