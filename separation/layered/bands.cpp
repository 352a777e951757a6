// SPDX-License-Identifier: GPL-3.0-or-later
#include "separation/layered/bands.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace winnow::separation::layered {

namespace {

using MatrixXd = nmf::Matrix<double>;

constexpr double fineTopHz = 2000; // every bin has a row of its own up to here
constexpr int fineBins = static_cast<int>(fineTopHz / binHz) + 1;
constexpr double shortestLag = 36, longestLag = 236; // samples at 16 kHz: a voice's pitch

/// Rises linearly from edges[i] to edges[i+1], falls to edges[i+2]; one row for each i.
MatrixXd triangles(const std::vector<double>& edges) {
    const int rows = static_cast<int>(edges.size()) - 2;
    MatrixXd bands(rows, bins);
    for (int i = 0; i < rows; ++i) {
        for (int k = 0; k < bins; ++k) {
            const double rise = (k * binHz - edges[i]) / (edges[i + 1] - edges[i]);
            const double fall = (edges[i + 2] - k * binHz) / (edges[i + 2] - edges[i + 1]);
            bands(i, k) = std::max(0.0, std::min(rise, fall));
        }
    }
    return bands;
}

void normaliseRows(MatrixXd& m) {
    for (nmf::Index i = 0; i < m.rows(); ++i)
        m.row(i) /= m.row(i).sum();
}

MatrixXd makeErbBands() {
    const double spacing = erbFromHz(topHz) / (erbBands - 1);
    std::vector<double> edges{-1.0};
    for (int i = 0; i <= erbBands; ++i)
        edges.push_back(hzFromErb(i * spacing));
    MatrixXd E = triangles(edges);
    // The lowest bands are narrower than a bin; one that misses every bin gets the nearest.
    for (int i = 0; i < erbBands; ++i) {
        if (E.row(i).sum() < 1e-4) {
            E.row(i).setZero();
            E(i, std::lround(edges[i + 1] / binHz)) = 1;
        }
    }
    normaliseRows(E);
    return E;
}

MatrixXd makeFineBands() {
    constexpr int wide = fineBands - fineBins;
    const double spacing = (erbFromHz(topHz) - erbFromHz(fineTopHz)) / wide;
    std::vector<double> edges{fineTopHz};
    for (int i = 1; i <= wide + 1; ++i)
        edges.push_back(hzFromErb(erbFromHz(fineTopHz) + i * spacing));
    MatrixXd M = MatrixXd::Zero(fineBands, bins);
    M.topLeftCorner(fineBins, fineBins).setIdentity();
    M.bottomRows(wide) = triangles(edges);
    normaliseRows(M);
    return M;
}

MatrixXd makeDynamicBands(int atoms) {
    MatrixXd Mf(bins, atoms);
    for (int k = 0; k < bins; ++k) {
        const double place = (atoms - 1) * erbFromHz(k * binHz) / erbFromHz(topHz);
        for (int j = 0; j < atoms; ++j)
            Mf(k, j) = std::max(0.0, 1 - std::abs(place - j));
    }
    return Mf;
}

MatrixXd makeLagBands(int bandCount) {
    const double step = std::log(longestLag / shortestLag) / (bandCount - 1);
    MatrixXd LG(bandCount, lagCount);
    for (int b = 0; b < bandCount; ++b) {
        const double centre = shortestLag * std::exp(b * step);
        const double width = std::max(1.0, centre * std::expm1(step));
        for (int l = 0; l < lagCount; ++l)
            LG(b, l) = std::max(0.0, 1 - std::abs(l - centre) / width);
    }
    normaliseRows(LG);
    return LG;
}

} // namespace

double erbFromHz(double hz) noexcept {
    return 21.4 * std::log10(1 + 0.00437 * hz);
}

double hzFromErb(double erb) noexcept {
    return (std::pow(10.0, erb / 21.4) - 1) / 0.00437;
}

BandsOf<double> makeBands(int dynamicAtoms, int lagBandCount) {
    if (dynamicAtoms < 2 || lagBandCount < 2)
        throw std::invalid_argument("bands of the layered engine: at least 2 dynamic atoms and 2 lag bands");
    BandsOf<double> result;
    result.E = makeErbBands();
    result.M = makeFineBands();
    result.Mf = makeDynamicBands(dynamicAtoms);
    result.Mb = result.M * result.Mf;
    result.LG = makeLagBands(lagBandCount);
    return result;
}

const BandsOf<double>& bandsDouble() {
    static const BandsOf<double> made = makeBands(LayeredConfig{}.dynamicAtoms, LayeredConfig{}.lagBands);
    return made;
}

} // namespace winnow::separation::layered
