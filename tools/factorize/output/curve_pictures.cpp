// SPDX-License-Identifier: GPL-3.0-or-later
/// Curves over iterations, components and ranks.
#include "tools/factorize/output/pictures.h"
#include "tools/plot/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace winnow::tools {
namespace {

// Told apart also without colour vision (Okabe & Ito 2008).
constexpr Rgb blue{0.00, 0.45, 0.70}, orange{0.84, 0.37, 0.00}, green{0.00, 0.62, 0.45};

/// Round numbers around the values; a flat curve gets some room.
Axis rangeAxis(double low, double high, const std::string& title, bool logarithmic) {
    Axis axis{low, high, logarithmic, title, {}};
    if (logarithmic) {
        axis.low = std::pow(10.0, std::floor(std::log10(low)));
        axis.high = std::pow(10.0, std::ceil(std::log10(high)));
        const int decades = static_cast<int>(std::lround(std::log10(axis.high / axis.low)));
        const int step = std::max(1, decades / 8);
        for (int d = 0; d <= decades; d += step) {
            const double value = axis.low * std::pow(10.0, d);
            axis.ticks.push_back({value, fmt::format("{:.0e}", value)});
        }
        return axis;
    }
    const double room = high > low ? 0.05 * (high - low) : std::max(0.05 * std::abs(high), 1e-12);
    axis.low = low - room;
    axis.high = high + room;
    for (const Tick& tick : roundTicks(axis.low, axis.high, 7))
        axis.ticks.push_back({tick.value, fmt::format("{:.4g}", tick.value)});
    return axis;
}

struct Curve {
    std::string name;
    std::vector<double> y;
    Rgb color;
};

void drawCurves(Canvas& canvas, const Rect& area, const std::vector<double>& x,
                const std::vector<Curve>& curves, const std::string& xTitle, const std::string& yTitle,
                bool allowLogarithm, double marked) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Curve& curve : curves)
        for (const double y : curve.y)
            if (std::isfinite(y)) low = std::min(low, y), high = std::max(high, y);
    if (!(low <= high)) return;
    const bool logarithmic = allowLogarithm && low > 0 && high > 10 * low;
    const Panel panel{area, rangeAxis(x.front(), x.back(), xTitle, false),
                      rangeAxis(low, high, yTitle, logarithmic)};
    drawGrid(canvas, panel);
    double legend = area.right();
    for (std::size_t c = curves.size(); c-- > 0;) {
        drawCurve(canvas, panel, x, curves[c].y, curves[c].color);
        for (std::size_t i = 0; x.size() <= 60 && i < x.size(); ++i) {
            const Point at = panel.at(x[i], curves[c].y[i]);
            canvas.fill({at.x - 3, at.y - 3, 6, 6}, curves[c].color);
        }
        if (curves.size() == 1) continue;
        const TextStyle style{13, Align::Right, curves[c].color, true};
        canvas.text(curves[c].name, {legend, area.y - 8}, style);
        legend -= canvas.textWidth(curves[c].name, style) + 16;
    }
    if (marked > 0) {
        const double at = panel.at(marked, panel.y.low).x;
        canvas.line({at, area.y}, {at, area.bottom()}, ink::faint, 1.5);
    }
    drawAxes(canvas, panel);
}

void drawTitle(Canvas& canvas, const std::string& title) {
    const TextStyle style{18, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, canvas.width() - 60, style), {30, 32}, style);
}

} // namespace

Canvas drawResidual(const std::vector<double>& x, const std::vector<double>& y, const std::string& xTitle,
                    const std::string& yTitle, const std::string& title) {
    Canvas canvas(900, 520);
    drawTitle(canvas, title);
    drawCurves(canvas, {110, 64, 750, 380}, x, {{yTitle, y, blue}}, xTitle, yTitle, true, 0);
    return canvas;
}

Canvas drawRanks(const std::vector<RankFigures>& ranks, Index suggested, const std::string& title) {
    std::vector<double> x;
    Curve cophenetic{"cophenetic", {}, blue}, dispersion{"dispersion", {}, orange},
        silhouette{"silhouette", {}, green}, residual{"residual variance", {}, blue},
        heldOut{"factorization", {}, blue}, mean{"mean", {}, orange};
    for (const RankFigures& one : ranks) {
        x.push_back(static_cast<double>(one.rank));
        cophenetic.y.push_back(one.cophenetic);
        dispersion.y.push_back(one.dispersion);
        silhouette.y.push_back(one.silhouette);
        residual.y.push_back(one.residualVariance);
        heldOut.y.push_back(one.heldOut);
        mean.y.push_back(one.heldOutOfMean);
    }
    const bool hidden = std::isfinite(heldOut.y.front());
    Canvas canvas(hidden ? 1500 : 1020, 480);
    drawTitle(canvas, fmt::format("{} suggested", title));
    const auto at = static_cast<double>(suggested);
    drawCurves(canvas, {90, 84, 380, 320}, x, {cophenetic, dispersion, silhouette}, "rank",
               "agreement of the runs", false, at);
    drawCurves(canvas, {590, 84, 380, 320}, x, {residual}, "rank", "residual variance", true, at);
    if (hidden)
        drawCurves(canvas, {1090, 84, 380, 320}, x, {heldOut, mean}, "rank", "error of hidden entries", false,
                   at);
    return canvas;
}

} // namespace winnow::tools
