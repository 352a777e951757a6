// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/examples/astronomy/galaxies.h"

#include <cmath>

namespace winnow::examples::astronomy {
namespace {

struct Line {
    double angstrom, strength;
};

/// Gaussian lines of a width in km/s on a continuum.
void addLines(Vector& flux, const Vector& wavelength, std::initializer_list<Line> lines, double kmPerSecond) {
    for (const Line& line : lines) {
        const double width = line.angstrom * kmPerSecond / 299792.458;
        flux.array() +=
            line.strength * (-0.5 * ((wavelength.array() - line.angstrom) / width).square()).exp();
    }
}

Matrix templates(const Vector& wavelength) {
    Matrix t(wavelength.size(), 4);
    const Eigen::ArrayXd w = wavelength.array(), x = w / 5500;
    // Old stars: red, a break at 4000 angstrom, Ca H and K, the G band, Mg b, Na D in absorption.
    Vector old = (0.35 + 0.65 / (1 + (-(w - 4000) / 30).exp())) * (-1.1 * (x - 1).square()).exp();
    addLines(old, wavelength, {{3934, -0.22}, {3968, -0.2}, {4304, -0.15}, {5175, -0.18}, {5893, -0.12}},
             900);
    // Young stars: blue, Balmer lines in absorption.
    Vector young = x.pow(-2.2);
    addLines(young, wavelength, {{3970, -0.5}, {4102, -0.5}, {4341, -0.45}, {4861, -0.35}, {6563, -0.2}},
             900);
    // Ionised gas: lines on hardly any continuum.
    Vector gas = Vector::Constant(w.size(), 0.02);
    addLines(gas, wavelength,
             {{3727, 2.2},
              {4341, 0.5},
              {4861, 1.0},
              {4959, 0.7},
              {5007, 2.0},
              {6563, 2.9},
              {6584, 0.9},
              {6717, 0.6},
              {6731, 0.45}},
             700);
    // Active nucleus: power law and broad Balmer lines.
    Vector nucleus = 0.6 * x.pow(-1.5);
    addLines(nucleus, wavelength, {{4341, 0.4}, {4861, 0.8}, {6563, 2.2}}, 4500);
    t << old, young, gas, nucleus;
    return t.cwiseMax(0.0);
}

/// Photons of the night sky by observed wavelength, in units of a typical galaxy's.
double sky(double angstrom) {
    double level = 0.25 + 0.5 * std::pow(angstrom / 7800, 4);
    for (const double line : {5577.0, 5893.0, 6300.0, 6364.0, 7340.0, 7750.0})
        level += 4 * std::exp(-0.5 * std::pow((angstrom - line) / 9, 2));
    return level;
}

} // namespace

Survey simulateSurvey(Index pixels, Index galaxies, std::uint64_t seed) {
    Random random(seed);
    Survey survey;
    survey.wavelength = Vector::LinSpaced(pixels, std::log(3500.0), std::log(7400.0)).array().exp();
    survey.templates = templates(survey.wavelength);
    Matrix mixture(4, galaxies);
    for (Index j = 0; j < galaxies; ++j) {
        Vector concentration(4);
        concentration << 0.8, 0.5, 0.4, 0.3;
        mixture.col(j) = random.dirichlet(concentration) * std::exp(0.5 * random.normal());
    }
    survey.truth = survey.templates * mixture;
    survey.flux = survey.weights = Matrix::Zero(pixels, galaxies);
    constexpr double photons = 120; // of unit flux in a pixel
    for (Index j = 0; j < galaxies; ++j) {
        const double redshift = 0.3 * random.uniform();
        for (Index i = 0; i < pixels; ++i) {
            const double observed = survey.wavelength(i) * (1 + redshift);
            if (observed < 3800 || observed > 7800 || random.uniform() < 0.03) continue;
            const double error = std::sqrt((survey.truth(i, j) + sky(observed)) / photons);
            survey.flux(i, j) = std::max(0.0, survey.truth(i, j) + error * random.normal());
            survey.weights(i, j) = 1 / (error * error);
        }
    }
    return survey;
}

} // namespace winnow::examples::astronomy
