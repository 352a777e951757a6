// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the signatures.
#include "tools/examples/common/pictures.h"
#include "tools/examples/signatures/signatures.h"

#include <fmt/format.h>

#include <algorithm>

namespace winnow::examples::signatures {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 600);
    const std::vector<std::string> names{"clock",   "APOBEC, C>T", "APOBEC, C>G",
                                         "tobacco", "ultraviolet", "flat"};
    const std::vector<std::string> kinds{"C>A", "C>G", "C>T", "T>A", "T>C", "T>G"};
    for (Index a = 0; a < f.planted.cols(); ++a) {
        const Rect area{140, 40 + 88.0 * static_cast<double>(a), 520, 76};
        const double top = 1.1 * std::max(f.planted.col(a).maxCoeff(), f.found.col(a).maxCoeff());
        const double step = area.width / static_cast<double>(f.planted.rows());
        for (Index c = 0; c < f.planted.rows(); ++c) {
            const double x = area.x + step * static_cast<double>(c);
            const double found = area.height * f.found(c, a) / top,
                         planted = area.height * f.planted(c, a) / top;
            canvas.fill({x, area.bottom() - found, step - 1.2, found},
                        seriesColor(static_cast<std::size_t>(c / 16)));
            canvas.fill({x, area.bottom() - planted - 1, step - 1.2, 2}, tools::ink::text);
        }
        canvas.frame(area, tools::ink::faint);
        canvas.text(names[static_cast<std::size_t>(a)], {130, area.y + 32}, {13, tools::Align::Right});
        canvas.text(fmt::format("cosine {:.3f}", f.kl[static_cast<std::size_t>(a)]), {130, area.y + 50},
                    {12, tools::Align::Right, tools::ink::faint});
    }
    for (std::size_t s = 0; s < kinds.size(); ++s)
        canvas.text(kinds[s], {140 + 520 * (static_cast<double>(s) + 0.5) / 6, 585},
                    {13, tools::Align::Center, seriesColor(s), true});
    drawTitle(canvas, {140, 28}, "Signatures found (bars) and planted (black marks)");
    const auto count = static_cast<Index>(f.heldOut.size());
    const auto [low, high] = std::minmax_element(f.heldOut.begin(), f.heldOut.end());
    const double first = static_cast<double>(f.leastRank);
    const Panel panel = makePanel({750, 40, 200, 200}, {first, first + static_cast<double>(count - 1)},
                                  "signatures", {0.9 * *low, 1.05 * *high}, "divergence of hidden counts");
    drawGrid(canvas, panel);
    const Vector y = Eigen::Map<const Vector>(f.heldOut.data(), count);
    drawLine(canvas, panel, counting(count, first), y, seriesColor(0));
    drawPoints(canvas, panel, counting(count, first), y, seriesColor(0), 7);
    drawAxes(canvas, panel);
    drawTitle(canvas, {690, 340}, "Mean cosine with the planted");
    drawBars(canvas, {690, 350, 290, 110},
             {{"KL-NMF", mean(f.kl)},
              {"Frobenius", mean(f.frobenius)},
              {"k-means", mean(f.kMeans)},
              {"PCA", mean(f.pca)}},
             1);
    return canvas;
}

} // namespace winnow::examples::signatures
