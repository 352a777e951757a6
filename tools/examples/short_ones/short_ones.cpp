// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/short_ones/short_ones.h"

#include "tools/examples/common/pictures.h"

namespace winnow::examples::short_ones {

Figures run(const Options& options) {
    const std::uint64_t seed = options.seed;
    return {{featureAgglomeration(seed), citationNetwork(seed), recommender(seed), muscleSynergies(seed),
             representativeGenes(seed), drugPairs(seed), spaceObjects(seed)}};
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    for (const Answer& answer : f.answers)
        for (const auto& [method, value] : answer.methods)
            rows.push_back({answer.title + ", " + answer.measure + ": " + method, value});
    return rows;
}

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 560);
    for (std::size_t i = 0; i < f.answers.size(); ++i) {
        const Answer& answer = f.answers[i];
        const double left = 20 + 490 * static_cast<double>(i % 2),
                     top = 14 + 138 * static_cast<double>(i / 2);
        double most = 1;
        if (answer.lowerIsBetter) {
            most = 0;
            for (const auto& method : answer.methods)
                most = std::max(most, method.second);
        }
        drawTitle(canvas, {left, top + 16}, answer.title);
        canvas.text(answer.measure + (answer.lowerIsBetter ? " (less is better)" : ""), {left, top + 35},
                    {12, tools::Align::Left, tools::ink::faint});
        drawBars(canvas, {left, top + 42, 460, 20 * static_cast<double>(answer.methods.size())},
                 answer.methods, most);
    }
    return canvas;
}

} // namespace winnow::examples::short_ones
