// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of a model.
#include "tools/inspect/atoms_picture.h"

#include "tools/plot/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace winnow::tools {
namespace {

using nmf::Index;

constexpr double lowestHz = 60; // below, speech has nothing and a logarithmic axis much room
constexpr double rangeDb = 50;  // of an atom below its maximum
constexpr int rasterRows = 440; // one a pixel
constexpr double groupGap = 8;  // pixels
constexpr Rect atomsArea{82, 96, 980, 440}, curvesArea{82, 606, 980, 230};
constexpr Rect barArea{1092, 96, 22, 440};

// Told apart also without colour vision (Okabe & Ito 2008); speech first.
constexpr std::array<Rgb, 6> curveColors{{{0.00, 0.45, 0.70},
                                          {0.84, 0.37, 0.00},
                                          {0.00, 0.62, 0.45},
                                          {0.80, 0.47, 0.65},
                                          {0.34, 0.71, 0.91},
                                          {0.90, 0.62, 0.00}}};

double toDb(double ratio) {
    return 20 * std::log10(std::max(ratio, 1e-9));
}

// Value of a spectrum over a band: mean of the points inside, or between its neighbours where it has none.
double valueInBand(const nmf::Matrix<float>& atoms, Index column, const std::vector<float>& axis, double low,
                   double high) {
    const auto first = std::lower_bound(axis.begin(), axis.end(), low),
               end = std::lower_bound(first, axis.end(), high);
    const Index from = first - axis.begin();
    if (end - first > 1) return static_cast<double>(atoms.col(column).segment(from, end - first).mean());
    const double middle = std::sqrt(low * high);
    const Index above = std::clamp<Index>(std::lower_bound(axis.begin(), axis.end(), middle) - axis.begin(),
                                          1, static_cast<Index>(axis.size()) - 1);
    const double f0 = axis[static_cast<std::size_t>(above - 1)], f1 = axis[static_cast<std::size_t>(above)];
    const double share = std::clamp((middle - f0) / (f1 - f0), 0.0, 1.0);
    return (1 - share) * static_cast<double>(atoms(above - 1, column)) +
           share * static_cast<double>(atoms(above, column));
}

// Frequency at a share of the (logarithmic) height of the picture.
double hertzAt(const Axis& axis, double share) {
    return axis.low * std::pow(axis.high / axis.low, share);
}

Raster rasterOf(const GroupSpectra& group, const std::vector<float>& frequenciesHz, const Axis& frequency) {
    Raster raster{static_cast<int>(group.atoms.cols()), rasterRows, {}};
    for (int row = rasterRows - 1; row >= 0; --row) {
        const double low = hertzAt(frequency, double(row) / rasterRows),
                     high = hertzAt(frequency, (row + 1.0) / rasterRows);
        for (Index k = 0; k < group.atoms.cols(); ++k) {
            const double peak = static_cast<double>(group.atoms.col(k).maxCoeff());
            const double level =
                toDb(valueInBand(group.atoms, k, frequenciesHz, low, high) / std::max(peak, 1e-30));
            raster.cells.push_back(levelColor(1 + level / rangeDb));
        }
    }
    return raster;
}

void drawAtoms(Canvas& canvas, const AtomSpectra& spectra, const Axis& frequency) {
    Index total = 0;
    for (const auto& group : spectra.groups)
        total += group.atoms.cols();
    const double gaps = groupGap * (static_cast<double>(spectra.groups.size()) - 1);
    const double atomWidth = (atomsArea.width - gaps) / static_cast<double>(total);
    double x = atomsArea.x;
    bool isFirst = true;
    for (const GroupSpectra& group : spectra.groups) {
        const Rect area{x, atomsArea.y, atomWidth * static_cast<double>(group.atoms.cols()),
                        atomsArea.height};
        canvas.image(rasterOf(group, spectra.frequenciesHz, frequency), area, area, Scaling::Blocks);
        Panel panel{area, {0, 1, false, "", {}}, frequency};
        if (!isFirst) panel.y.title.clear(), panel.y.ticks.clear();
        drawAxes(canvas, panel);
        const std::string kind = group.kind == separation::GroupKind::Speech ? "speech" : "noise";
        const std::string name = group.name == kind ? kind : fmt::format("{} ({})", group.name, kind);
        drawPanelTitle(canvas, panel, fmt::format("{}: {} atoms", name, group.atoms.cols()));
        x = area.right() + groupGap;
        isFirst = false;
    }
    canvas.text("atoms, in order of their spectral centroid",
                {atomsArea.x + atomsArea.width / 2, atomsArea.bottom() + 22},
                {14, Align::Center, ink::text, false});
    drawColorBar(canvas, barArea, levelAxis(-rangeDb, 0, "dB"));
}

// Mean spectrum of a group, in dB below the highest of its points.
void drawMeans(Canvas& canvas, const AtomSpectra& spectra, const Axis& frequency) {
    const Panel panel{curvesArea, frequency, levelAxis(-rangeDb, 0, "level (dB)")};
    drawGrid(canvas, panel);
    double legend = curvesArea.right() - 12;
    for (std::size_t g = spectra.groups.size(); g-- > 0;) {
        const GroupSpectra& group = spectra.groups[g];
        const Eigen::VectorXf mean = group.atoms.rowwise().mean();
        const double peak = std::max(static_cast<double>(mean.maxCoeff()), 1e-30);
        std::vector<double> hertz, levels;
        for (Index k = 0; k < mean.size(); ++k) {
            const double f = spectra.frequenciesHz[static_cast<std::size_t>(k)];
            if (f <= 0) continue; // not on a logarithmic axis
            hertz.push_back(f);
            levels.push_back(toDb(static_cast<double>(mean(k)) / peak));
        }
        const TextStyle style{14, Align::Right, curveColors[g % curveColors.size()], true};
        drawCurve(canvas, panel, hertz, levels, style.color);
        const std::string name = canvas.fitted(group.name, 160, style);
        if (legend - canvas.textWidth(name, style) < curvesArea.x) continue; // no room for more names
        canvas.text(name, {legend, curvesArea.y - 8}, style);
        legend -= canvas.textWidth(name, style) + 22;
    }
    drawAxes(canvas, panel);
    drawPanelTitle(canvas, panel, "Mean of each group");
}

} // namespace

void writeAtomsPicture(const std::filesystem::path& png, const std::string& title,
                       const AtomSpectra& spectra) {
    Canvas canvas(1200, 900);
    const TextStyle style{20, Align::Left, ink::text, true};
    canvas.text(canvas.fitted(title, 1080, style), {atomsArea.x, 42}, style);
    const Axis frequency =
        frequencyAxis(std::min(lowestHz, spectra.bandwidthHz() / 4), spectra.bandwidthHz(), true);
    drawAtoms(canvas, spectra, frequency);
    drawMeans(canvas, spectra, frequency);
    canvas.writePng(png);
}

} // namespace winnow::tools
