// SPDX-License-Identifier: GPL-3.0-or-later
/// The picture of the spectra.
#include "nmf/reading/components.h"
#include "tools/examples/astronomy/astronomy.h"
#include "tools/examples/common/pictures.h"

#include <algorithm>
#include <limits>

namespace winnow::examples::astronomy {

tools::Canvas draw(const Figures& f) {
    Canvas canvas(980, 640);
    const Survey& survey = f.survey;
    const auto partner = nmf::matchComponents(survey.templates, f.W).partner;
    const std::vector<std::string> names{"old stars", "young stars", "ionised gas", "active nucleus"};
    Panel spectra =
        makePanel({70, 40, 520, 250}, {3500, 7400}, "rest wavelength in angstrom", {0, 4.4}, "relative flux");
    drawGrid(canvas, spectra);
    for (Index a = 0; a < survey.templates.cols(); ++a) {
        const Vector truth = survey.templates.col(a) / survey.templates.col(a).maxCoeff();
        const Vector found = f.W.col(partner[static_cast<std::size_t>(a)]);
        const Vector scaled = found * (truth.dot(found) / found.squaredNorm());
        const Vector offset = Vector::Constant(truth.size(), 1.1 * static_cast<double>(3 - a));
        drawLine(canvas, spectra, survey.wavelength, truth + offset, seriesColor(6));
        drawLine(canvas, spectra, survey.wavelength, scaled + offset,
                 seriesColor(static_cast<std::size_t>(a)));
        canvas.text(names[static_cast<std::size_t>(a)], {600, spectra.at(3500, offset(0) + 0.35).y},
                    {13, tools::Align::Left, seriesColor(static_cast<std::size_t>(a))});
    }
    drawAxes(canvas, spectra);
    drawPanelTitle(canvas, spectra, "Templates (grey) and components found (colours)");

    Panel one = makePanel({70, 370, 520, 205}, {3500, 7400}, "rest wavelength in angstrom", {0, 1}, "flux");
    // A galaxy with much of its spectrum outside the window.
    Index shown = 0;
    (survey.weights.array() > 0).cast<double>().colwise().sum().minCoeff(&shown);
    const double top = 1.25 * survey.truth.col(shown).maxCoeff();
    one.y = {0, top, false, "flux", tools::roundTicks(0, top, 5)};
    drawGrid(canvas, one);
    std::vector<double> x, y;
    for (Index i = 0; i < survey.wavelength.size(); ++i) {
        if (survey.weights(i, shown) == 0) continue;
        x.push_back(survey.wavelength(i));
        y.push_back(survey.flux(i, shown));
    }
    const auto count = static_cast<Index>(x.size());
    drawPoints(canvas, one, Eigen::Map<Vector>(x.data(), count), Eigen::Map<Vector>(y.data(), count),
               {0.7, 0.7, 0.7}, 4);
    drawLine(canvas, one, survey.wavelength, survey.truth.col(shown), seriesColor(6));
    drawLine(canvas, one, survey.wavelength, f.W * f.H.col(shown), seriesColor(1));
    drawAxes(canvas, one);
    drawPanelTitle(canvas, one, "One galaxy: measured (dots), true (grey), model (orange)");

    const auto most = static_cast<double>(f.residual.size());
    const double low = std::min(f.noiseShare, f.pcaResidual.back()) * 0.8;
    Panel curve = makeLogPanel({690, 370, 260, 205}, {1, most}, "components", {std::min(low, 0.01), 1.0}, "");
    drawGrid(canvas, curve);
    const Vector k = counting(static_cast<Index>(most), 1);
    drawLine(canvas, curve, k, Eigen::Map<const Vector>(f.residual.data(), k.size()), seriesColor(0));
    drawLine(canvas, curve, k, Eigen::Map<const Vector>(f.pcaResidual.data(), k.size()), seriesColor(1));
    drawLine(canvas, curve, k, Vector::Constant(k.size(), f.noiseShare), seriesColor(6));
    drawAxes(canvas, curve);
    drawPanelTitle(canvas, curve, "Residual variance");
    drawLegend(canvas, {750, 390},
               {{"sequential NMF, weighted", seriesColor(0)},
                {"PCA's eigenvalues", seriesColor(1)},
                {"noise alone", seriesColor(6)}});
    return canvas;
}

} // namespace winnow::examples::astronomy
