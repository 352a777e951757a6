// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the ancestries.
#include "tools/examples/admixture/admixture.h"
#include "tools/examples/common/pictures.h"

#include <algorithm>
#include <numeric>

namespace winnow::examples::admixture {
namespace {

/// Individuals side by side, each a column of its ancestries.
void drawAncestries(Canvas& canvas, const Rect& area, const Matrix& Q, const std::vector<Index>& order) {
    const double width = area.width / static_cast<double>(Q.cols());
    for (std::size_t i = 0; i < order.size(); ++i) {
        double top = area.y;
        for (Index k = 0; k < Q.rows(); ++k) {
            const double height = area.height * Q(k, order[i]);
            canvas.fill({area.x + width * static_cast<double>(i), top, width + 0.5, height},
                        seriesColor(static_cast<std::size_t>(k)));
            top += height;
        }
    }
    canvas.frame(area, tools::ink::faint);
}

} // namespace

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 420);
    std::vector<Index> order(static_cast<std::size_t>(f.truth.cols()));
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) {
        Index mostA = 0, mostB = 0;
        const double shareA = f.truth.col(a).maxCoeff(&mostA), shareB = f.truth.col(b).maxCoeff(&mostB);
        return mostA != mostB ? mostA < mostB : shareA > shareB;
    });
    const std::vector<std::pair<std::string, const Matrix*>> rows{
        {"True ancestries of the individuals", &f.truth}, {"By sNMF", &f.byNmf}, {"By EM", &f.byEm}};
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const double top = 40 + 128 * static_cast<double>(r);
        drawTitle(canvas, {30, top - 10}, rows[r].first);
        drawAncestries(canvas, {30, top, 560, 92}, *rows[r].second, order);
    }
    const auto [low, high] = std::minmax_element(f.crossEntropy.begin(), f.crossEntropy.end());
    const double margin = 0.08 * (*high - *low);
    const auto count = static_cast<Index>(f.crossEntropy.size());
    const Panel panel = makePanel({700, 40, 250, 300}, {1, static_cast<double>(count)}, "populations",
                                  {*low - margin, *high + margin}, "cross-entropy of hidden genotypes");
    drawGrid(canvas, panel);
    const Vector y = Eigen::Map<const Vector>(f.crossEntropy.data(), count);
    drawLine(canvas, panel, counting(count, 1), y, seriesColor(0));
    drawPoints(canvas, panel, counting(count, 1), y, seriesColor(0), 7);
    drawAxes(canvas, panel);
    drawPanelTitle(canvas, panel, "How many populations?");
    return canvas;
}

} // namespace winnow::examples::admixture
