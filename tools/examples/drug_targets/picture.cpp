// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the links.
#include "tools/examples/common/measures.h"
#include "tools/examples/common/pictures.h"
#include "tools/examples/drug_targets/drug_targets.h"

namespace winnow::examples::drug_targets {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(860, 524);
    const Rect links{20, 50, 400, 300}, scores{440, 50, 400, 300};
    drawTitle(canvas, {links.x, 36}, "Known links, and hidden ones (orange)");
    drawCells(canvas, links, f.links, 0, 1);
    const double width = links.width / static_cast<double>(f.links.cols()),
                 height = links.height / static_cast<double>(f.links.rows());
    for (std::size_t h = 0; h < f.hiddenRows.size(); ++h)
        canvas.fill({links.x + width * static_cast<double>(f.hiddenColumns[h]),
                     links.y + height * static_cast<double>(f.hiddenRows[h]), width + 0.5, height + 0.5},
                    seriesColor(1));
    drawTitle(canvas, {scores.x, 36}, "What the tri-factorization expects");
    const std::vector<double> values(f.scores.data(), f.scores.data() + f.scores.size());
    drawCells(canvas, scores, f.scores, 0, quantile(values, 0.995));
    canvas.text("drugs down, targets across, by their planted classes", {20, 370},
                {12, tools::Align::Left, tools::ink::faint});
    drawTitle(canvas, {20, 400}, "Area under the ROC curve, hidden links against pairs without one");
    drawBars(canvas, {20, 412, 560, 100},
             {{"tri-factorization", f.triFactorization},
              {"NMF", f.nmf},
              {"SVD", f.svd},
              {"similar drugs", f.neighbours},
              {"product of degrees", f.degrees}},
             1);
    return canvas;
}

} // namespace winnow::examples::drug_targets
