// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the topics.
#include "tools/examples/common/pictures.h"
#include "tools/examples/text/text.h"

#include <algorithm>

namespace winnow::examples::text {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 460);
    const Rect cells{40, 62, 520, 250};
    drawTitle(canvas, {cells.x, 28}, "Topics of passages from five licences");
    const Vector largest = f.H.colwise().maxCoeff();
    drawCells(canvas, cells, f.H * largest.cwiseMax(1e-12).cwiseInverse().asDiagonal(), 0, 1);
    const double row = cells.height / static_cast<double>(f.H.rows());
    for (std::size_t a = 0; a < f.topWords.size(); ++a) {
        std::string line;
        for (const std::string& word : f.topWords[a])
            line += (line.empty() ? "" : ", ") + word;
        const double y = cells.y + row * (static_cast<double>(a) + 0.5) + 5;
        canvas.text(canvas.fitted(line, 400, {13}), {cells.right() + 12, y}, {13});
    }
    // The passages of a licence lie side by side.
    const double width = cells.width / static_cast<double>(f.H.cols());
    for (std::size_t l = 0, first = 0; l < f.corpus.licences.size(); ++l) {
        const auto count = static_cast<std::size_t>(
            std::count(f.corpus.licence.begin(), f.corpus.licence.end(), static_cast<Index>(l)));
        const double left = cells.x + width * static_cast<double>(first);
        const double middle = left + width * static_cast<double>(count) / 2;
        if (l > 0) canvas.line({left, cells.y - 16}, {left, cells.bottom()}, seriesColor(1), 1.5);
        const std::string& name = f.corpus.licences[l];
        canvas.text(name.substr(0, name.find('-')), {middle, cells.y - 6}, {12, tools::Align::Center});
        first += count;
    }
    canvas.text("activation of each topic in each passage, relative to the passage's largest",
                {cells.x, cells.bottom() + 20}, {12, tools::Align::Left, tools::ink::faint});
    drawTitle(canvas, {40, 368}, "Purity of clusters, mean over lengths of passage");
    drawBars(canvas, {40, 378, 520, 76},
             {{"NMF", f.nmf.purity},
              {"rank-2 tree", f.tree.purity},
              {"LSA + k-means", f.lsa.purity},
              {"k-means", f.kMeans.purity}},
             1);
    return canvas;
}

} // namespace winnow::examples::text
