// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/direct_imaging/direct_imaging.h"

#include "tools/examples/direct_imaging/reduction.h"

#include <cmath>

namespace winnow::examples::direct_imaging {
namespace {

void judge(Detection& detection, const Observation& observation, const Matrix& image, double share) {
    const double centre = static_cast<double>(observation.size - 1) / 2;
    const double row = centre + observation.separation * std::cos(observation.position);
    const double column = centre + observation.separation * std::sin(observation.position);
    if (detection.image.size() == 0) detection.image = image;
    detection.signalToNoise += share * signalToNoise(image, row, column);
    detection.throughput +=
        share * apertureSum(image, row, column) / apertureSum(observation.companion, row, column);
    Index i = 0, j = 0;
    signalToNoiseMap(image).maxCoeff(&i, &j);
    const double off = std::hypot(static_cast<double>(i) - row, static_cast<double>(j) - column);
    detection.foundFirst += off <= 2 ? share : 0;
}

} // namespace

Figures run(const Options& options) {
    Figures figures;
    const double share = 1.0 / options.drawsForMean;
    for (int draw = 0; draw < options.drawsForMean; ++draw) {
        ObservationOptions setting = options.observation;
        setting.seed = options.seed + static_cast<std::uint64_t>(draw);
        const Observation observation = observe(setting);
        std::vector<double> residualVariance;
        const Matrix nmf = sequential(observation, options.components, options.seed, residualVariance);
        judge(figures.classical, observation, classicalAdi(observation), share);
        judge(figures.klip, observation, direct_imaging::klip(observation, options.components), share);
        judge(figures.nmf, observation, nmf, share);
        if (draw == 0) {
            figures.observation = observation;
            figures.residualVariance = residualVariance;
        }
        if (options.calmDrift == 0) continue;
        setting.drift = options.calmDrift;
        const Observation calm = observe(setting);
        judge(figures.calmClassical, calm, classicalAdi(calm), share);
        judge(figures.calmKlip, calm, direct_imaging::klip(calm, options.components), share);
        judge(figures.calmNmf, calm, sequential(calm, options.components, options.seed, residualVariance),
              share);
    }
    return figures;
}

std::vector<Figure> table(const Figures& f) {
    std::vector<Figure> rows;
    const auto add = [&](const std::string& method, const Detection& detection) {
        rows.push_back({"signal to noise, " + method, detection.signalToNoise});
        rows.push_back({"share of the companion's light kept, " + method, detection.throughput});
        rows.push_back({"companion is the most significant place, " + method, detection.foundFirst});
    };
    add("classical ADI", f.classical);
    add("KLIP", f.klip);
    add("sequential NMF", f.nmf);
    rows.push_back({"signal to noise with half of the drift, classical ADI", f.calmClassical.signalToNoise});
    rows.push_back({"signal to noise with half of the drift, KLIP", f.calmKlip.signalToNoise});
    rows.push_back({"signal to noise with half of the drift, sequential NMF", f.calmNmf.signalToNoise});
    rows.push_back({"residual variance, 1 component", f.residualVariance.front()});
    rows.push_back({"residual variance, all components", f.residualVariance.back()});
    return rows;
}

} // namespace winnow::examples::direct_imaging
