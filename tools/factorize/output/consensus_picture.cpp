// SPDX-License-Identifier: GPL-3.0-or-later
/// A consensus matrix as a picture.
#include "nmf/reading/consensus.h"
#include "tools/factorize/output/pictures.h"
#include "tools/factorize/output/raster.h"
#include "tools/plot/panel.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace winnow::tools {

std::vector<Index> treeOrder(const nmf::Matrix<double>& cophenetic) {
    // Distances in a tree: all items that join the first one at the same height are clusters that merge
    // there.
    std::vector<Index> ordered;
    std::vector<std::vector<Index>> open(1);
    open[0].resize(static_cast<std::size_t>(cophenetic.rows()));
    std::iota(open[0].begin(), open[0].end(), Index{0});
    while (!open.empty()) {
        const std::vector<Index> items = std::move(open.back());
        open.pop_back();
        if (items.empty()) continue;
        ordered.push_back(items.front());
        std::map<double, std::vector<Index>, std::greater<>>
            byHeight; // the nearest are put on the stack last
        for (std::size_t i = 1; i < items.size(); ++i)
            byHeight[cophenetic(items.front(), items[i])].push_back(items[i]);
        for (auto& [height, group] : byHeight)
            open.push_back(std::move(group));
    }
    return ordered;
}

Canvas drawConsensus(const nmf::Matrix<double>& consensus, const std::string& title) {
    const std::vector<Index> order = treeOrder(nmf::copheneticDistances(1 - consensus.array()));
    const nmf::Matrix<double> sorted = consensus(order, order);
    Canvas canvas(760, 720);
    const TextStyle style{18, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, canvas.width() - 60, style), {30, 32}, style);
    const Rect area{40, 64, 600, 600};
    canvas.image(rasterOf(sorted), area, area, Scaling::Blocks);
    canvas.frame(area, ink::faint);
    canvas.text("columns, in the order of the tree", {area.x + area.width / 2, area.bottom() + 22},
                {14, Align::Center, ink::text, false});
    const Axis share{0, 1, false, "together", {{0, "0"}, {0.5, "0.5"}, {1, "1"}}};
    drawColorBar(canvas, {680, 84, 20, 560}, share);
    return canvas;
}

} // namespace winnow::tools
